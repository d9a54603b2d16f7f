"""The diagnostics file: enough to help, and no secrets."""

import json
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion
from syrupy.filters import props

from custom_components.mikrotik_monitoring.const import (
    CONF_CA,
    CONF_FINGERPRINT,
    CONF_TLS_MODE,
    DOMAIN,
    LOGGER,
)
from simulator import Fault, SimulatedRouter

from .conftest import (
    PASSWORD,
    USER,
    Clock,
    StartRouter,
    add_router,
    break_timer,
    entry_data,
    serial_of,
)

TRACKING = "/ip/firewall/connection/tracking/print"


@pytest.fixture
def ask(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Any:
    """Return a function that downloads the file as a person would, and checks it for secrets."""

    async def download(entry: MockConfigEntry, router: SimulatedRouter) -> dict[str, Any]:
        report: dict[str, Any] = await get_diagnostics_for_config_entry(hass, hass_client, entry)
        text = json.dumps(report)
        secrets = (PASSWORD, USER, serial_of(router), router.host, str(router.profile.identity))
        for secret in (*secrets, entry.data.get(CONF_FINGERPRINT)):
            assert secret is None or secret not in text
        return report

    return download


async def test_report(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    ask: Any,
    snapshot: SnapshotAssertion,
) -> None:
    """The report says how a router is polled and with which results."""
    entry = await add_router(hass, router, recording_level="compact", realtime_interval=10)
    await clock.advance(10)
    report = await ask(entry, router)
    assert report["tiers"]["realtime"]["interval"] == 10
    volatile = props(
        *(CONF_PORT, "bytes_received", "commands", "last_duration", "health_score", "failed_at"),
        *("uptime", "now", "checks"),
    )
    for other in ("connection", "entities", "log", "metrics"):
        assert report.pop(other)
    assert report == snapshot(exclude=volatile)


@pytest.mark.parametrize("profile", ["ccr_isp", "hap_v6", "chr"])
async def test_no_secret_of_any_router(
    hass: HomeAssistant, start_router: StartRouter, ask: Any, profile: str
) -> None:
    """A CHR's licence id is as secret as a serial number."""
    router = await start_router(profile)
    await ask(await add_router(hass, router), router)


async def test_a_failing_group_tells_why_but_not_where(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, ask: Any
) -> None:
    """The router's words are kept, names in them are not; then the group is back."""
    entry = await add_router(hass, router)
    words = f"failure: {USER}@{router.host} may not, says {entry.title}"
    router.faults.set(Fault.REFUSE, command=TRACKING, message=words)
    await clock.advance(10)
    group = (await ask(entry, router))["tiers"]["realtime"]["groups"]["connection.tracking"]
    assert group["outcome"] == "failing"
    assert group["error"] == "failure: **REDACTED**@**REDACTED** may not, says **REDACTED**"
    router.faults.clear()
    await clock.advance(10)
    group = (await ask(entry, router))["tiers"]["realtime"]["groups"]["connection.tracking"]
    assert group["outcome"] == "answered"
    assert group["error"] is None


async def test_a_router_that_is_away(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, ask: Any
) -> None:
    """The reason why the link was lost is shown without its address."""
    entry = await add_router(hass, router)
    await router.stop()
    await clock.settle()
    link = (await ask(entry, router))["link"]
    assert link["connected"] is False
    assert link["lost_reason"]


async def test_a_router_that_could_not_be_set_up(
    hass: HomeAssistant, router: SimulatedRouter, ask: Any, clock: Clock
) -> None:
    """When the set-up fails, which is when a report is wanted most, it says why."""
    router.faults.set(Fault.WRONG_PASSWORD)
    entry = await add_router(hass, router)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    report = await ask(entry, router)
    assert report["state"] == "setup_retry"
    assert "rejects the username or the password" in report["reason"]
    assert "link" not in report
    await router.stop()
    # A login that was refused is not tried again at once.
    await clock.skip(15)
    await hass.config_entries.async_reload(entry.entry_id)
    report = await ask(entry, router)
    assert "No connection to **REDACTED**" in report["reason"]


async def test_what_tls_needs_is_redacted(
    hass: HomeAssistant, router: SimulatedRouter, ask: Any
) -> None:
    """Neither a fingerprint nor an authority is shown, though the mode is."""
    assert router.certificate is not None
    entry = await add_router(hass, router)
    hass.config_entries.async_update_entry(
        entry,
        data=entry_data(
            router,
            port=router.tls_port,
            tls_mode="fingerprint",
            fingerprint=router.certificate.fingerprint,
            ca="an authority",
        ),
    )
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    report = await ask(entry, router)
    assert report["entry"][CONF_TLS_MODE] == "fingerprint"
    assert report["entry"][CONF_CA] == report["entry"][CONF_FINGERPRINT] == "**REDACTED**"


async def test_the_watchdog_tells_what_it_found(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, ask: Any
) -> None:
    """What was restarted and when, its state at that time, and the present state."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    break_timer(entry, "realtime")
    await clock.advance(690, step=15)
    watchdog = (await ask(entry, router))["watchdog"]
    assert watchdog["recoveries"] == 1
    (recovery,) = watchdog["last"]
    assert recovery["part"] == "tier realtime"
    assert recovery["found"]["last_poll_ago"]["realtime"] > 60
    assert recovery["found"]["commands_waiting"] == 0
    assert watchdog["now"]["last_poll_ago"]["realtime"] <= 15
    assert watchdog["now"]["connected"]
    assert watchdog["now"]["keeper"]


async def test_collection_that_is_off(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, ask: Any
) -> None:
    """The report says so, which explains why nothing else is in it."""
    entry = await add_router(hass, router, collection=False)
    report = await ask(entry, router)
    assert not report["collection"]
    assert not report["link"]["connected"]
    assert report["watchdog"]["last"] == []
    assert report["watchdog"]["now"]["heard_ago"] is None
    assert not report["watchdog"]["now"]["keeper"]


async def test_what_became_of_each_metric(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, ask: Any
) -> None:
    """By group, with the number of entities, and since when the link has its state."""
    router.faults.set(Fault.REFUSE, command=TRACKING, message=f"not for {USER} at 10.1.2.3")
    entry = await add_router(hass, router)
    await clock.advance(10)
    report = await ask(entry, router)
    metrics = report["metrics"]
    assert metrics["system.resource"]["system.cpu.load"] == {"status": "shown", "count": 1}
    assert metrics["connection.tracking"]["connection.total"] == {
        "status": "refused",
        "words": "not for **REDACTED** at **REDACTED**",
    }
    assert metrics["ups"]["ups.charge"] == {"status": "not_on_hardware"}
    counts = report["entities"]
    assert counts["registered"] >= counts["enabled"] > 50
    assert counts["devices"] > 1
    assert [change["connected"] for change in report["connection"]] == [True]
    await router.stop()
    await clock.settle()
    await hass.config_entries.async_reload(entry.entry_id)
    *_, lost, again = (await ask(entry, router))["connection"]
    assert (lost["connected"], again["connected"]) == (False, False)
    assert lost["reason"] != again["reason"]


async def test_lines_of_the_log(hass: HomeAssistant, start_router: StartRouter, ask: Any) -> None:
    """The last two hundred, also of other routers, whose names are as secret."""
    routers = [await start_router(name) for name in ("rb5009", "chr")]
    one, other = [await add_router(hass, router) for router in routers]
    for number in range(250):
        LOGGER.warning("%s: line %s of %s", other.title, number, "02:11:22:33:44:55")
    LOGGER.error("%s: it failed", one.title, exc_info=OSError("no route to 10.9.8.7"))
    *_, before, last = (await ask(one, routers[0]))["log"]
    assert before.endswith("WARNING **REDACTED**: line 249 of **REDACTED**")
    assert last.endswith("ERROR **REDACTED**: it failed (OSError('no route to **REDACTED**'))")
    lines = (await ask(other, routers[1]))["log"]
    assert len(lines) == 200
    assert str(routers[0].profile.identity) not in json.dumps(lines)


async def test_one_device(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    router: SimulatedRouter,
    clock: Clock,
) -> None:
    """Of an interface: its metrics, and the outcomes of their groups."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    registry = dr.async_get(hass)
    ports = registry.async_get_child_device_by_identifier(
        (DOMAIN, f"{serial_of(router)}_port:ether1"), entry.entry_id
    )
    main = registry.async_get_device_by_identifier((DOMAIN, serial_of(router)), entry.entry_id)
    assert ports is not None
    assert main is not None
    report = await get_diagnostics_for_device(hass, hass_client, entry, ports)
    found = {row["metric"]: row for row in report["metrics_of_device"].values()}
    assert found["interface.traffic.rx"]["has_value"]
    assert "system.cpu.load" not in found
    assert report["groups"]["interface.traffic"]["outcome"] == "answered"
    assert serial_of(router) not in json.dumps(report)
    report = await get_diagnostics_for_device(hass, hass_client, entry, main)
    found = {row["metric"]: row for row in report["metrics_of_device"].values()}
    assert found["system.cpu.load"]["has_value"]
    assert len(report["metrics_of_device"]) > len(found)
    await hass.config_entries.async_unload(entry.entry_id)
    report = await get_diagnostics_for_device(hass, hass_client, entry, main)
    assert "groups" not in report


# Unique texts: of each shape of secret, and for each place that a person writes into.
SECRETS = {
    "mac": "02:AB:CD:EF:01:23",
    "ipv4": "203.0.113.77",
    "ipv6": "2001:db8:77::1234",
    "serial": "HG709QWERTY",
    "email": "someone.else@example.org",
    "imei": "356938035643809",
    "iccid": "8931440301147070505",
    "subscriber": "pppoe-of-the-neighbour",
    "comment": "under the stairs",
}


async def test_secrets_everywhere(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, hass_client: ClientSessionGenerator
) -> None:
    """Names, comments, options, what a router says, what is logged: none of it is shown."""
    text = " ".join(value for key, value in SECRETS.items() if key not in {"subscriber", "comment"})
    router.set_field("/interface", {"name": "ether2"}, {"comment": SECRETS["comment"]})
    router.set_field("/system/identity", {}, {"name": SECRETS["email"]})
    router.faults.set(Fault.REFUSE, command=TRACKING, message=text)
    entry = await add_router(
        hass,
        router,
        instances={"queue": [SECRETS["subscriber"], SECRETS["ipv6"], "*"]},
        interfaces={"by": "pattern", "include": [SECRETS["mac"], f"*{SECRETS['email']}*"]},
        bandwidth={f"port:{SECRETS['mac']}": {"down": 5}},
        security_accepted={"service_ftp": {"note": SECRETS["subscriber"], "at": "2026-11-20"}},
    )
    await clock.advance(10)
    LOGGER.warning("%s: %s", entry.title, text)
    report = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    shown = json.dumps(report, ensure_ascii=False)
    assert report["options"]["instances"] == {"queue": ["**REDACTED**", "**REDACTED**", "*"]}
    for kind, secret in SECRETS.items():
        assert secret not in shown, kind
