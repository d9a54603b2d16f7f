"""Correcting the login or the connection of a router that was added before."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import AsyncMock

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.adding import link, steps
from custom_components.mikrotik_monitoring.const import (
    CONF_CA,
    CONF_CERTIFICATE,
    CONF_FINGERPRINT,
    CONF_TLS_MODE,
)
from custom_components.mikrotik_monitoring.routeros import UnreachableError
from simulator import Fault, SimulatedRouter, User
from tests.conftest import (
    PASSWORD,
    USER,
    StartRouter,
    add_router,
    entry_data,
    is_connected,
    wait_for,
)

from .dialogue import (
    OTHER_PASSWORD,
    assert_aborted,
    assert_asks_again,
    assert_left,
    free_port,
    over_tls,
    renew_certificate,
    stored,
    submit,
    suggested,
    typed,
)


async def reauth(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the dialogue that asks for the login again."""
    result: ConfigFlowResult = await entry.start_reauth_flow(hass)
    assert_asks_again(result, "reauth_confirm", {})
    assert suggested(result) == {CONF_USERNAME: entry.data[CONF_USERNAME]}
    return result


async def reconfigure(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the dialogue that changes the connection; it never shows the password."""
    result: ConfigFlowResult = await entry.start_reconfigure_flow(hass)
    assert_asks_again(result, "reconfigure", {})
    assert CONF_PASSWORD not in suggested(result)
    return result


async def test_a_new_password_mends_the_login(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """A wrong one is reported, the right one is stored and the entry is reloaded, once."""
    entry = await add_router(hass, router)
    router.users[USER] = User(
        name=USER, password=OTHER_PASSWORD, group="monitor", policies=router.users[USER].policies
    )
    result = await reauth(hass, entry)
    result = await submit(hass, result, {CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD})
    assert_asks_again(result, "reauth_confirm", {"base": "invalid_auth"})
    router.journal.clear()
    result = await submit(hass, result, {CONF_USERNAME: USER, CONF_PASSWORD: OTHER_PASSWORD})
    assert_aborted(result, "reauth_successful")
    await hass.async_block_till_done()
    assert entry.data == stored(entry_data(router, password=OTHER_PASSWORD))
    assert entry.state is ConfigEntryState.LOADED
    # One of the check, and two of the new set-up.
    await wait_for(lambda: len(router.journal.commands("/login")) == 3)
    await wait_for(lambda: len(router.sessions) == 2)


async def test_the_same_login_again_reloads_nothing(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """The router accepts it again: the existing session is kept."""
    entry = await add_router(hass, router)
    router.journal.clear()
    result = await reauth(hass, entry)
    result = await submit(hass, result, {CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD})
    assert_aborted(result, "reauth_successful")
    await hass.async_block_till_done()
    assert len(router.journal.commands("/login")) == 1  # Only that of the check.


@pytest.mark.parametrize("source", ["reauth", "reconfigure"])
async def test_the_same_link_again_reloads_what_is_not_connected(
    hass: HomeAssistant, router: SimulatedRouter, source: str
) -> None:
    """After correcting a login on the router, nobody has to wait for the next retry."""
    entry = await add_router(hass, router)
    router.faults.set(Fault.WRONG_PASSWORD)
    router.reboot()
    await wait_for(lambda: "/login" in [one.command for one in router.journal][-1:])
    assert not is_connected(entry)
    router.faults.clear()
    begin = reauth if source == "reauth" else reconfigure
    result = await begin(hass, entry)
    values = {CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}
    result = await submit(hass, result, values if source == "reauth" else typed(router))
    assert_aborted(result, f"{source}_successful")
    await hass.async_block_till_done()
    await wait_for(lambda: is_connected(entry))


async def test_a_router_that_does_not_say_its_id_is_asked_again(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """A menu that is refused once does not make it another router."""
    entry = await add_router(hass, router)
    result = await reconfigure(hass, entry)
    router.faults.set(Fault.REFUSE, command="/system/routerboard/print", times=1)
    result = await submit(hass, result, typed(router))
    assert_asks_again(result, "reconfigure", {"base": "unidentified"})
    result = await submit(hass, result, typed(router))
    assert_aborted(result, "reconfigure_successful")


async def test_a_login_at_another_router_is_refused(
    hass: HomeAssistant, start_router: StartRouter, setup_entry: AsyncMock
) -> None:
    """If another router responds at the address, it does not get this one's history."""
    known, other = await start_router("rb5009"), await start_router("hap_v6")
    entry = await add_router(hass, known)
    hass.config_entries.async_update_entry(entry, data=entry_data(other))
    result = await reauth(hass, entry)
    result = await submit(hass, result, {CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD})
    assert_aborted(result, "wrong_router")
    assert result["description_placeholders"] == {
        "name": other.profile.identity,
        "expected": entry.title,
    }
    await assert_left(other)


async def test_the_link_is_changed_in_place(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """A new way to connect keeps the password if none is typed, and reloads once."""
    entry = await add_router(hass, router)
    result = await reconfigure(hass, entry)
    assert suggested(result) == typed(router, password=None)
    router.journal.clear()
    result = await submit(hass, result, over_tls(router, "unverified", password=None))
    assert_aborted(result, "reconfigure_successful")
    await hass.async_block_till_done()
    assert entry.data == stored(over_tls(router, "unverified"))
    assert entry.state is ConfigEntryState.LOADED
    await wait_for(lambda: len(router.journal.commands("/login")) == 3)
    await wait_for(lambda: [session.service for session in router.sessions] == ["api-ssl"] * 2)


async def test_reconfiguring_to_the_same_reloads_nothing(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """Submitting the form unchanged costs one login, that of the check."""
    entry = await add_router(hass, router)
    result = await reconfigure(hass, entry)
    router.journal.clear()
    result = await submit(hass, result, suggested(result))
    assert_aborted(result, "reconfigure_successful")
    await hass.async_block_till_done()
    assert len(router.journal.commands("/login")) == 1
    assert entry.data == stored(entry_data(router))


async def test_a_usual_port_follows_the_encryption_when_it_changes(
    hass: HomeAssistant,
    router: SimulatedRouter,
    setup_entry: AsyncMock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A port that was left empty stays empty, so that TLS uses its default."""
    monkeypatch.setattr(link, "DEFAULT_PORT", router.port)
    monkeypatch.setattr(link, "DEFAULT_TLS_PORT", router.tls_port)
    entry = await add_router(hass, router)
    result = await reconfigure(hass, entry)
    assert CONF_PORT not in suggested(result)
    result = await submit(hass, result, {**suggested(result), CONF_TLS_MODE: "unverified"})
    assert_aborted(result, "reconfigure_successful")
    assert entry.data == stored(over_tls(router, "unverified"))


async def test_reconfiguring_keeps_what_was_typed_through_a_failure(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """A wrong host is reported, then corrected; the stored password is not shown."""
    entry = await add_router(hass, router)
    result = await reconfigure(hass, entry)
    wrong = typed(router, port=free_port(), password=None)
    result = await submit(hass, result, wrong)
    assert_asks_again(result, "reconfigure", {"base": "unreachable"})
    assert CONF_PASSWORD not in {key for key, value in suggested(result).items() if value}
    result = await submit(hass, result, typed(router, password=OTHER_PASSWORD))
    assert_asks_again(result, "reconfigure", {"base": "invalid_auth"})
    result = await submit(hass, result, typed(router, password=None))
    assert_aborted(result, "reconfigure_successful")
    assert entry.data == stored(entry_data(router))
    await assert_left(router)


async def test_reconfiguring_shows_the_stored_authority(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """The authority need not be pasted again, and is removed when another way is chosen."""
    assert router.certificate is not None
    ca = router.certificate.pem.decode()
    entry = await add_router(hass, router)
    result = await reconfigure(hass, entry)
    result = await submit(hass, result, over_tls(router, "ca", password=None))
    result = await submit(hass, result, {CONF_CA: ca})
    assert_aborted(result, "reconfigure_successful")
    result = await reconfigure(hass, entry)
    result = await submit(hass, result, over_tls(router, "ca", password=None))
    assert suggested(result) == {CONF_CA: ca}
    hass.config_entries.flow.async_abort(result["flow_id"])
    result = await reconfigure(hass, entry)
    result = await submit(hass, result, typed(router, password=None))
    assert_aborted(result, "reconfigure_successful")
    assert entry.data == stored(entry_data(router))


async def test_reconfiguring_to_another_router_is_refused(
    hass: HomeAssistant, start_router: StartRouter, setup_entry: AsyncMock
) -> None:
    """History belongs to a serial number; nothing is stored."""
    known, other = await start_router("rb5009"), await start_router("hap_v6")
    entry = await add_router(hass, known)
    result = await submit(hass, await reconfigure(hass, entry), typed(other))
    assert_aborted(result, "wrong_router")
    assert entry.data == entry_data(known)
    await assert_left(other)


@pytest.mark.parametrize("source", ["reauth", "reconfigure"])
async def test_an_entry_that_could_not_be_set_up_is_tried_at_once(
    hass: HomeAssistant, router: SimulatedRouter, source: str
) -> None:
    """The correction takes effect at once, with one set-up, not at the next retry."""
    router.faults.set(Fault.WRONG_PASSWORD)
    entry = await add_router(hass, router)
    await assert_left(router)
    hass.config_entries.async_update_entry(entry, data=entry_data(router, password=OTHER_PASSWORD))
    router.faults.clear()
    router.journal.clear()
    if source == "reauth":
        values = {CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}
        result = await submit(hass, await reauth(hass, entry), values)
    else:
        result = await submit(hass, await reconfigure(hass, entry), typed(router))
    assert_aborted(result, f"{source}_successful")
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    await wait_for(lambda: len(router.journal.commands("/login")) == 3)


@pytest.mark.parametrize("source", ["reauth", "reconfigure"])
async def test_a_certificate_that_changed_is_shown_beside_the_old_one(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock, source: str
) -> None:
    """Its fingerprint, subject and expiry; it is stored once it is confirmed."""
    assert router.certificate is not None
    old = router.certificate.fingerprint
    entry = await add_router(hass, router)
    link = over_tls(router, "fingerprint")
    kept = {"subject": "CN=old", "expires": "2036-01-01"}
    hass.config_entries.async_update_entry(
        entry, data={**link, CONF_FINGERPRINT: old, CONF_CERTIFICATE: kept}
    )
    await renew_certificate(router)
    if source == "reauth":
        login = {CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}
        result = await submit(hass, await reauth(hass, entry), login)
    else:
        result = await submit(hass, await reconfigure(hass, entry), link)
    assert_asks_again(result, "fingerprint_changed", {})
    texts = result["description_placeholders"]
    assert texts is not None
    assert (texts["old_fingerprint"], texts["fingerprint"]) == (old, router.certificate.fingerprint)
    assert (texts["old_subject"], texts["old_expires"]) == ("CN=old", "2036-01-01")
    assert texts["new_subject"].startswith("CN=")
    assert texts["new_expires"] != "?"
    assert entry.data[CONF_FINGERPRINT] == old
    result = await submit(hass, result, {})
    assert_aborted(result, f"{source}_successful")
    assert entry.data[CONF_FINGERPRINT] == router.certificate.fingerprint
    assert entry.data[CONF_CERTIFICATE]["expires"] == texts["new_expires"]


@pytest.mark.parametrize("host", ["fe80::1%eth0", "[2001:db8::1]", "router.lan"])
async def test_any_kind_of_address_is_taken(
    hass: HomeAssistant,
    router: SimulatedRouter,
    setup_entry: AsyncMock,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
) -> None:
    """An IPv6 literal, a link-local one with its zone, a name whose address changed."""
    entry = await add_router(hass, router)
    asked: list[str] = []

    @asynccontextmanager
    async def note(_: HomeAssistant, data: Mapping[str, Any]) -> AsyncIterator[None]:
        asked.append(data["host"])
        raise UnreachableError("nobody is there")
        yield

    monkeypatch.setattr(steps, "opened", note)
    result = await submit(hass, await reconfigure(hass, entry), typed(router, host=host))
    assert_asks_again(result, "reconfigure", {"base": "unreachable"})
    assert asked == [host.strip("[]")]
