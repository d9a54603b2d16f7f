"""Adding a router over TLS, in each way its certificate may be checked."""

from datetime import date
from unittest.mock import AsyncMock

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.mikrotik_monitoring.adding import link
from custom_components.mikrotik_monitoring.const import (
    CONF_CA,
    CONF_CERTIFICATE,
    CONF_FINGERPRINT,
)
from simulator import SimulatedRouter
from simulator.certificates import sign_itself

from .dialogue import (
    OTHER_PASSWORD,
    add,
    assert_asks_again,
    assert_left,
    over_tls,
    stored,
    stranger,
    submit,
    submit_detail,
    suggested,
    typed,
)


@pytest.mark.parametrize("certified", [True, False])
async def test_tls_without_a_check(
    hass: HomeAssistant,
    router: SimulatedRouter,
    anonymous: SimulatedRouter,
    setup_entry: AsyncMock,
    certified: bool,
) -> None:
    """Any certificate is accepted, and none as well."""
    asked = router if certified else anonymous
    result = await add(hass, over_tls(asked, "unverified"))
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == stored(over_tls(asked, "unverified"))
    await assert_left(asked)


async def test_tls_with_an_own_authority(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """The authority is asked for in a step of its own, and stored."""
    assert router.certificate is not None
    result = await add(hass, over_tls(router, "ca"))
    assert_asks_again(result, "ca", {})
    ca = router.certificate.pem.decode()
    result = await submit(hass, result, {CONF_CA: ca})
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == stored({**over_tls(router, "ca"), CONF_CA: ca})
    await assert_left(router)


async def test_what_is_no_authority_is_told_at_its_field(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """A text that is no certificate is asked for again, before connecting to the router."""
    assert router.certificate is not None
    result = await add(hass, over_tls(router, "ca"))
    result = await submit(hass, result, {CONF_CA: "no certificate"})
    assert_asks_again(result, "ca", {CONF_CA: "invalid_ca"})
    assert suggested(result) == {CONF_CA: "no certificate"}
    result = await submit(hass, result, {CONF_CA: router.certificate.pem.decode()})
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_from_a_wrong_authority_back_to_the_first_form(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """The host may be wrong too: both can be changed, and both are still filled in."""
    assert router.certificate is not None
    wrong = sign_itself("another").pem.decode()
    result = await add(hass, over_tls(router, "ca"))
    result = await submit(hass, result, {CONF_CA: wrong})
    assert_asks_again(result, "user", {"base": "tls_failed"})
    assert suggested(result) == over_tls(router, "ca")
    result = await submit(hass, result, over_tls(router, "ca"))
    assert_asks_again(result, "ca", {})
    assert suggested(result) == {CONF_CA: wrong}
    result = await submit(hass, result, {CONF_CA: router.certificate.pem.decode()})
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_tls_with_a_confirmed_fingerprint(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """The fingerprint is shown before anything is sent, and stored when it is confirmed."""
    assert router.certificate is not None
    result = await add(hass, over_tls(router, "fingerprint"))
    assert_asks_again(result, "fingerprint", {})
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["fingerprint"] == router.certificate.fingerprint
    assert not router.journal
    result = await submit(hass, result, {})
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    fingerprint = router.certificate.fingerprint
    data = {**over_tls(router, "fingerprint"), CONF_FINGERPRINT: fingerprint}
    kept = result["data"][CONF_CERTIFICATE]
    assert kept["subject"].startswith("CN=")
    assert date.fromisoformat(kept["expires"]).year > 2026
    assert result["data"] == stored({**data, CONF_CERTIFICATE: kept})
    await assert_left(router)


async def test_from_a_refused_login_back_to_the_first_form(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """A wrong password after the fingerprint is corrected in the first form."""
    values = over_tls(router, "fingerprint", password=OTHER_PASSWORD)
    result = await submit(hass, await add(hass, values), {})
    assert_asks_again(result, "user", {"base": "invalid_auth"})
    assert suggested(result) == values
    result = await submit(hass, result, over_tls(router, "fingerprint"))
    result = await submit(hass, result, {})
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_certificate_that_changes_meanwhile(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """If it changes between showing and confirming, it is refused, and the new one is shown."""
    result = await add(hass, over_tls(router, "fingerprint"))
    await router.stop()
    router._context = None
    await router.start()
    result = await submit(hass, result, {})
    assert_asks_again(result, "user", {"base": "fingerprint_changed"})
    assert not router.journal
    result = await submit(hass, result, over_tls(router, "fingerprint"))
    assert router.certificate is not None
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["fingerprint"] == router.certificate.fingerprint
    result = await submit(hass, result, {})
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_no_fingerprint_to_show(
    hass: HomeAssistant, anonymous: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """Without a certificate there is nothing to confirm; without a check it still works."""
    result = await add(hass, over_tls(anonymous, "fingerprint"))
    assert_asks_again(result, "user", {"base": "tls_failed"})
    result = await submit(hass, result, over_tls(anonymous, "unverified"))
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_port_that_does_not_speak_tls(
    hass: HomeAssistant,
    router: SimulatedRouter,
    setup_entry: AsyncMock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The wait for a handshake times out."""
    with monkeypatch.context() as patches:
        patches.setattr(link, "READ_DEADLINE", 0.1)
        async with stranger(b"") as port:
            result = await add(hass, over_tls(router, "fingerprint", port=port))
    assert_asks_again(result, "user", {"base": "timed_out"})
    result = await submit(hass, result, typed(router))
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
