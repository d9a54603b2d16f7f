"""Adding many routers at once: the pasted list, how each is added, and the report."""

from typing import Any
from unittest.mock import AsyncMock

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring import progress
from custom_components.mikrotik_monitoring.adding import many
from custom_components.mikrotik_monitoring.adding.hosts import HostLine, parse_hosts
from custom_components.mikrotik_monitoring.const import CONF_CA, DOMAIN, OPTION_DETAIL
from simulator import SimulatedRouter, User
from tests.conftest import PASSWORD, USER, StartRouter, add_router, entry_data, serial_of

from .dialogue import (
    OTHER_PASSWORD,
    add,
    assert_aborted,
    assert_asks_again,
    begin,
    free_port,
    stored,
    submit,
    suggested,
    typed,
)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not keep progress steps on screen: nobody reads them here."""
    monkeypatch.setattr(progress, "SHOWN", 0.0)


@pytest.mark.parametrize(
    ("line", "host", "port", "name"),
    [
        ("10.0.0.1", "10.0.0.1", None, ""),
        ("  router.lan:8729  ", "router.lan", 8729, ""),
        ("[2001:db8::1]:8728 Head office", "2001:db8::1", 8728, "Head office"),
        ("[2001:db8::1]", "2001:db8::1", None, ""),
        ("2001:db8::1 Branch", "2001:db8::1", None, "Branch"),
        ("fe80::1%eth0", "fe80::1%eth0", None, ""),
        ("[fe80::1%eth0]:8729", "fe80::1%eth0", 8729, ""),
        ("ap-3.lan AP#3 # on the roof", "ap-3.lan", None, "AP#3"),
    ],
)
def test_a_line_names_a_router(line: str, host: str, port: int | None, name: str) -> None:
    """An address of any kind, optionally a port and a name; it can be formatted back."""
    parsed = parse_hosts(line)
    assert parsed.hosts == (HostLine(host=host, port=port, name=name),)
    assert not parsed.bad_lines
    assert parse_hosts(parsed.hosts[0].text) == parsed


@pytest.mark.parametrize(
    "line",
    [
        "10.0.0.256",
        "10.0.0.1:0",
        "10.0.0.1:65536",
        "10.0.0.1:api",
        "10.0.0.1,",
        "http://router.lan",
        "me@router.lan",
        "[router.lan]:8728",
        "[2001:db8::1",
        "2001:db8::g",
        "2001:db8::/32",
        "-router",
    ],
)
def test_a_line_that_names_none_is_told_by_its_number(line: str) -> None:
    """Others are still read, and empty lines and comments are skipped."""
    parsed = parse_hosts(f"# ours\n\n10.0.0.1\n{line}\n10.0.0.1 again")
    assert parsed.bad_lines == (4,)
    assert parsed.hosts == (HostLine(host="10.0.0.1"),)


def values(*lines: str, **changes: Any) -> dict[str, Any]:
    """Return the user's input for the form for many."""
    return {
        many.HOSTS: "\n".join(lines),
        CONF_USERNAME: USER,
        CONF_PASSWORD: PASSWORD,
        OPTION_DETAIL: "essential",
        **changes,
    }


def line_of(router: SimulatedRouter, name: str = "") -> str:
    """Return the line that names a simulated router."""
    return f"{router.host}:{router.port} {name}".rstrip()


async def open_many(hass: HomeAssistant) -> ConfigFlowResult:
    """Tick, in an empty form, that several are to be added."""
    result = await submit(hass, await begin(hass), {"several": True})
    assert_asks_again(result, "many", {})
    return result


async def send(
    hass: HomeAssistant, result: ConfigFlowResult, typed_: dict[str, Any]
) -> ConfigFlowResult:
    """Submit the form, and wait for the report."""
    result = await submit(hass, result, typed_)
    assert result["type"] is FlowResultType.SHOW_PROGRESS, result
    assert result["progress_action"] == "adding"
    await hass.async_block_till_done()
    result = await hass.config_entries.flow.async_configure(result["flow_id"])
    assert result["type"] is FlowResultType.MENU, result
    assert result["step_id"] == "many_report"
    return result


def report(result: ConfigFlowResult) -> str:
    """Return the report about the routers."""
    texts = result["description_placeholders"]
    assert texts is not None
    assert PASSWORD not in str(texts)
    return texts["report"].replace("\\", "")


async def test_each_is_added_as_if_alone(
    hass: HomeAssistant, start_router: StartRouter, setup_entry: AsyncMock
) -> None:
    """With its title, id, link and options; a failed one is reported, and can be corrected."""
    first, second = await start_router("rb5009"), await start_router("chr")
    wrong = f"127.0.0.1:{free_port()}"
    result = await open_many(hass)
    result = await send(hass, result, values(line_of(first), line_of(second, "Lab"), wrong))
    assert result["menu_options"] == ["many", "many_end"]
    by_id = {entry.unique_id: entry for entry in hass.config_entries.async_entries(DOMAIN)}
    assert set(by_id) == {serial_of(first), serial_of(second)}
    assert by_id[serial_of(first)].title == first.profile.identity
    assert by_id[serial_of(first)].data == stored(entry_data(first))
    assert by_id[serial_of(first)].options == {OPTION_DETAIL: "essential"}
    assert by_id[serial_of(second)].title == "Lab"
    assert by_id[serial_of(second)].data == stored(entry_data(second), "system_id")
    said = report(result).splitlines()
    assert said[0].startswith(f"- **{wrong}**: not added. No connection to 127.0.0.1")
    assert f"- **{line_of(first)}**: added as {first.profile.identity}." in said

    third = await start_router("hap_v6")
    result = await submit(hass, result, {"next_step_id": "many"})
    assert_asks_again(result, "many", {})
    assert suggested(result)[many.HOSTS] == wrong
    result = await send(hass, result, values(line_of(third), line_of(first)))
    assert result["menu_options"] == ["many_end"]
    assert f"already added, as {first.profile.identity}." in report(result)
    result = await submit(hass, result, {"next_step_id": "many_end"})
    assert_aborted(result, "many_added")
    assert result["description_placeholders"] == {"added": "1"}
    assert len(hass.config_entries.async_entries(DOMAIN)) == 3


async def test_one_router_on_two_lines_is_added_once(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """The other line is reported, whichever was first."""
    lines = (line_of(router), f"localhost:{router.port}")
    result = await send(hass, await open_many(hass), values(*lines))
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1
    said = report(result)
    assert ("the same router as another one" in said) or ("already there" in said)


async def test_what_is_wrong_with_the_form_keeps_what_was_typed(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """Bad lines by their numbers, no line, no user; no router is contacted before."""
    result = await open_many(hass)
    bad = values("10.0.0.1", "a:b:c", "10.0.0.2:99999")
    result = await submit(hass, result, bad)
    assert_asks_again(result, "many", {many.HOSTS: "invalid_lines"})
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["lines"] == "2, 3"
    assert suggested(result)[many.HOSTS] == bad[many.HOSTS]
    result = await submit(hass, result, values("# none"))
    assert_asks_again(result, "many", {many.HOSTS: "no_hosts"})
    result = await submit(hass, result, values(line_of(router), username=""))
    assert_asks_again(result, "many", {CONF_USERNAME: "no_username"})
    assert not router.journal
    result = await send(hass, result, values(line_of(router)))
    assert "added as" in report(result)


async def test_the_login_of_another_router_is_used_and_not_shown(
    hass: HomeAssistant, start_router: StartRouter, setup_entry: AsyncMock
) -> None:
    """Users who have one router need not know its password to add the next."""
    known, router = await start_router("rb5009"), await start_router("chr")
    entry = await add_router(hass, known)
    result = await open_many(hass)
    login = values(line_of(router), login_of=entry.entry_id, username="", password="")
    result = await send(hass, result, login)
    assert "added as" in report(result)
    added = hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, serial_of(router))
    assert added is not None
    assert added.data[CONF_PASSWORD] == PASSWORD


async def test_what_was_typed_and_what_is_known_is_filled_in(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """Addresses of Home Assistant's own integration, without those already added; no password."""
    for host, port in (("10.0.0.7", 8728), ("10.0.0.8", 8729), (router.host, 8728)):
        login = {CONF_USERNAME: "core", CONF_PASSWORD: OTHER_PASSWORD}
        MockConfigEntry(
            domain="mikrotik", data={CONF_HOST: host, CONF_PORT: port, **login}
        ).add_to_hass(hass)
    MockConfigEntry(domain=DOMAIN, title="Known", data=entry_data(router)).add_to_hass(hass)
    fields = suggested(await open_many(hass))
    assert fields[many.HOSTS] == "10.0.0.7\n10.0.0.8:8729"
    assert fields[CONF_USERNAME] == "core"
    assert OTHER_PASSWORD not in str(fields)
    own = typed(router, host="[2001:db8::1]", port=8729, tls_mode="fingerprint", several=True)
    fields = suggested(await add(hass, own))
    assert fields[many.HOSTS].splitlines()[0] == "[2001:db8::1]:8729"
    assert fields[CONF_USERNAME] == USER
    assert "tls_mode" not in fields


async def test_one_authority_is_for_all(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """It is entered once; a router whose certificate it has not signed is reported."""
    assert router.certificate is not None
    ca = router.certificate.pem.decode()
    line = f"{router.host}:{router.tls_port}"
    result = await submit(hass, await open_many(hass), values(line, tls_mode="ca"))
    assert_asks_again(result, "ca", {})
    result = await send(hass, result, {CONF_CA: ca})
    assert "added as" in report(result)
    assert hass.config_entries.async_entries(DOMAIN)[0].data[CONF_CA] == ca


async def test_what_a_user_lacks_is_told(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """The router is added, and its line says what will be missing."""
    router.users[USER] = User(
        name=USER, password=PASSWORD, group="few", policies=frozenset({"api", "read"})
    )
    router.add_row("/user/group", {"name": "few", "policy": "api,read,!test"})
    router.set_field("/user", {"name": USER}, {"group": "few"})
    result = await send(hass, await open_many(hass), values(line_of(router)))
    assert "Its user lacks: test." in report(result)


async def test_a_clone_and_an_accident_cost_their_own_line(
    hass: HomeAssistant, start_router: StartRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report names the original; the others are still added."""
    original, clone = await start_router("chr"), await start_router("chr")
    entry = await add_router(hass, original)
    result = await send(hass, await open_many(hass), values(line_of(clone)))
    assert f"{entry.title}, {original.host} is connected and has the same licence" in report(result)

    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("surprise")

    result = await submit(hass, result, {"next_step_id": "many"})
    with monkeypatch.context() as patches:
        patches.setattr(hass.config_entries.flow, "async_init", fail)
        result = await send(hass, result, values("10.0.0.1"))
    assert "Unexpected error" in report(result)
