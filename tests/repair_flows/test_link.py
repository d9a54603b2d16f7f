"""A link that only a person can repair: a certificate is accepted, an address corrected."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import CONF_FINGERPRINT, CONF_TLS_MODE, DOMAIN
from custom_components.mikrotik_monitoring.issue import is_reported
from simulator import SimulatedRouter
from tests.conftest import (
    Clock,
    StartRouter,
    add_router,
    entry_data,
    is_connected,
    serial_of,
    wait_for,
)

from .conftest import Person


async def over_tls(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> MockConfigEntry:
    """Return the entry of a router whose certificate was confirmed."""
    assert router.certificate is not None
    data = {
        **entry_data(router),
        CONF_PORT: router.tls_port,
        CONF_TLS_MODE: "fingerprint",
        CONF_FINGERPRINT: router.certificate.fingerprint,
    }
    entry = MockConfigEntry(domain=DOMAIN, title="Roof", data=data, unique_id=serial_of(router))
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await clock.settle()
    return entry


async def test_a_certificate_is_compared_and_accepted(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, person: Person
) -> None:
    """The old one and the new one are shown; once accepted, the router is connected again."""
    entry = await over_tls(hass, router, clock)
    old = entry.data[CONF_FINGERPRINT]
    issue = f"certificate_{entry.entry_id}"
    await router.renew_certificate()
    await wait_for(lambda: is_reported(hass, issue))
    logins = router.logins
    form = await person.open(issue)
    assert router.certificate is not None
    texts = form["description_placeholders"]
    assert (texts["old"], texts["new"]) == (old, router.certificate.fingerprint)
    assert texts["subject"] != "?"
    assert "another certificate" in texts["error"]
    assert texts["expires"].count("-") == 2
    assert router.logins == logins
    result = await person.submit(form)
    assert result["type"] == "create_entry"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.data[CONF_FINGERPRINT] == router.certificate.fingerprint
    await wait_for(lambda: is_connected(entry))
    assert not is_reported(hass, issue)


async def test_a_router_that_shows_none_just_now(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, person: Person
) -> None:
    """Nothing is accepted that was not shown."""
    entry = await over_tls(hass, router, clock)
    issue = f"certificate_{entry.entry_id}"
    old = entry.data[CONF_FINGERPRINT]
    await router.renew_certificate()
    await wait_for(lambda: is_reported(hass, issue))
    await router.stop()
    form = await person.open(issue)
    assert form["errors"] == {"base": "unreachable"}
    assert form["description_placeholders"]["new"] == "?"
    form = await person.submit(form)
    assert form["errors"] == {"base": "unreachable"}
    assert entry.data[CONF_FINGERPRINT] == old


async def test_a_certificate_of_a_router_that_is_not_loaded(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, person: Person
) -> None:
    """It is stored, and the router is set up again."""
    entry = await over_tls(hass, router, clock)
    issue = f"certificate_{entry.entry_id}"
    await router.renew_certificate()
    await wait_for(lambda: is_reported(hass, issue))
    form = await person.open(issue)
    await hass.config_entries.async_unload(entry.entry_id)
    result = await person.submit(form)
    assert result["type"] == "create_entry"
    await wait_for(lambda: entry.state is ConfigEntryState.LOADED)
    assert is_connected(entry)


async def test_the_right_address(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, person: Person
) -> None:
    """The address is stored only if the right router responds there."""
    router = await start_router()
    own = serial_of(router)
    entry = await add_router(hass, router)
    await clock.settle()
    issue = f"other_router_{entry.entry_id}"
    router.set_field("/system/routerboard", {}, {"serial-number": "SWAPPED"})
    for session in router.sessions:
        session.abort()
    await wait_for(lambda: is_reported(hass, issue))
    form = await person.open(issue)
    assert form["data_schema"][0]["description"] == {"suggested_value": router.host}
    form = await person.submit(form, host="http://router.lan")
    assert form["errors"] == {CONF_HOST: "invalid_host"}
    form = await person.submit(form, host="127.0.0.1")
    assert form["errors"] == {"base": "wrong_router"}
    name = router.rows("/system/identity")[0]["name"]
    assert form["description_placeholders"]["name"] == name
    router.set_field("/system/routerboard", {}, {"serial-number": ""})
    form = await person.submit(form, host="127.0.0.1")
    assert form["errors"] == {"base": "unidentified"}
    await router.stop()
    form = await person.submit(form, host="127.0.0.1")
    assert form["errors"] == {"base": "unreachable"}
    await router.start()
    assert entry.data[CONF_HOST] == router.host
    router.set_field("/system/routerboard", {}, {"serial-number": own})
    result = await person.submit(form, host=" 127.0.0.1 ")
    assert result["type"] == "create_entry"
    assert entry.data[CONF_HOST] == "127.0.0.1"
    await hass.async_block_till_done(wait_background_tasks=True)
    await wait_for(lambda: entry.state is ConfigEntryState.LOADED and is_connected(entry))
    assert not is_reported(hass, issue)


async def test_a_router_that_was_removed_meanwhile(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, person: Person
) -> None:
    """There is nothing left to repair."""
    entry = await over_tls(hass, router, clock)
    for key in ("certificate", "other_router", "database_growth"):
        data: dict[str, str | int | float | None] = {
            "key": key,
            "part": "",
            "entry_id": entry.entry_id,
        }
        ir.async_create_issue(
            hass,
            DOMAIN,
            key,
            data=data,
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key=key,
        )
    await hass.config_entries.async_remove(entry.entry_id)
    for key in ("certificate", "other_router", "database_growth"):
        assert (await person.open(key))["type"] == "create_entry"
