"""From an entry's data to a link, and from a link's errors to messages a person can act on."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring import routeros
from custom_components.mikrotik_monitoring.polling.link import (
    error_key,
    error_placeholders,
    link_settings,
    login_refusals,
    make_client,
)
from custom_components.mikrotik_monitoring.routeros import RouterOSError, TlsMode
from simulator import SimulatedRouter

from .conftest import PASSWORD, add_router, entry_data


def test_settings_from_an_entry(router: SimulatedRouter) -> None:
    """Every field of the data reaches the link; the password is in no text of it."""
    settings = link_settings(entry_data(router, tls_mode="ca", ca="an authority", fingerprint="AB"))
    assert (settings.host, settings.port) == (router.host, router.port)
    assert (settings.username, settings.password) == ("monitor", PASSWORD)
    assert settings.tls is TlsMode.CA
    assert (settings.ca, settings.fingerprint) == ("an authority", "AB")
    assert PASSWORD not in repr(settings)


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (routeros.UnreachableError("x"), "unreachable"),
        (routeros.TimedOutError("x"), "timed_out"),
        (routeros.TlsError("x"), "tls_failed"),
        (routeros.FingerprintError("AB:CD"), "fingerprint_changed"),
        (routeros.AuthenticationError("x"), "invalid_auth"),
        (routeros.PermissionDeniedError("x"), "permission_denied"),
        (routeros.NoSuchCommandError("x"), "no_such_command"),
        (routeros.CommandRefusedError("x"), "refused"),
        (routeros.ProtocolError("x"), "protocol"),
        (RouterOSError("x"), "unknown"),
    ],
)
def test_every_error_has_its_own_key(error: RouterOSError, key: str) -> None:
    """The narrowest class decides."""
    assert error_key(error) == key


def test_every_error_of_the_tree_has_a_key() -> None:
    """An error that is added to the tree must get its own key here."""
    classes = {
        value
        for name in routeros.__all__
        if isinstance(value := getattr(routeros, name), type) and issubclass(value, RouterOSError)
    }
    unnamed = {cls.__name__ for cls in classes if error_key(cls("x")) == "unknown"}
    assert unnamed == {"RouterOSError"}


def test_placeholders_name_all_but_the_password(router: SimulatedRouter) -> None:
    """What messages may say."""
    placeholders = error_placeholders(entry_data(router), routeros.TimedOutError("too late"))
    assert placeholders["host"] == router.host
    assert placeholders["port"] == str(router.port)
    assert placeholders["user"] == "monitor"
    assert placeholders["error"] == "too late"
    assert PASSWORD not in str(placeholders)


async def test_clients_take_turns_at_shaking_hands(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """All routers share one gate, and it opens again after each handshake."""
    settings = link_settings(entry_data(router))
    first, second = make_client(hass, settings), make_client(hass, settings)
    assert first._opener._gate is second._opener._gate
    free = first._opener._gate._places._value
    await first.open()
    assert first._opener._gate._places._value == free
    await first.close()


async def test_refused_logins_are_counted_per_entry(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """The count outlives one set-up and belongs to one router."""
    entry = await add_router(hass, router)
    refusals = login_refusals(hass, entry)
    assert login_refusals(hass, entry) is refusals
