"""Checks of how people can log in to a router: its services, SSH, its users."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from ...routeros import Row, values
from .check import Check, Finder, Severity
from .facts import Facts, NotThereError, NotToldError, yes
from .finders import any_rows, on, when
from .guard import Guard, guard
from .sources import (
    ADMIN,
    INPUT,
    RADIUS_INCOMING,
    SERVICES,
    SSH,
    USER_AAA,
    USER_SETTINGS,
    USERS,
)

_EVERYONE: Final = frozenset({"0.0.0.0/0", "::/0"})
_TLS: Final = ("www-ssl", "api-ssl")
_PORTS: Final[Mapping[str, int]] = {"winbox": 8291, "ssh": 22}
_LEAST_KEY: Final = 2048


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A service of the router; ``is_open`` is whether it accepts any address."""

    is_on: bool
    is_open: bool
    port: int | None
    certificate: str | None
    tls_version: str | None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it; 7.24 has another name for the addresses."""
        addresses = row.get("available-from", row.get("address", ""))
        networks = frozenset(values.items(addresses) or ())
        return cls(
            is_on=not yes(row.get("disabled")),
            is_open=not networks or not networks.isdisjoint(_EVERYONE),
            port=values.integer(row.get("port")),
            certificate=row.get("certificate"),
            tls_version=row.get("tls-version"),
        )


def service(facts: Facts, name: str) -> Service:
    """Return a service, ignoring connections to it, which newer versions list by the same name."""
    for row in facts.rows(SERVICES):
        if row.get("name") == name and not values.flag(row.get("dynamic"), absent=False):
            return Service.from_row(row)
    raise NotToldError


def _runs(name: str, severity: Severity) -> Finder:
    return when(severity, lambda facts: service(facts, name).is_on)


def _is_open(facts: Facts, name: str) -> bool:
    found = service(facts, name)
    return found.is_on and found.is_open


def _answers_all(name: str) -> Finder:
    return when(Severity.MEDIUM, lambda facts: _is_open(facts, name))


def _answers_strangers(name: str) -> Finder:
    def find(facts: Facts) -> bool:
        if not _is_open(facts, name):
            return False
        port = service(facts, name).port or _PORTS[name]
        return guard(facts, INPUT, port) is not Guard.CLOSED

    return when(Severity.MEDIUM, find)


def _tls(facts: Facts) -> tuple[Service, ...]:
    """Return the enabled services over TLS."""
    found = tuple(one for one in (service(facts, name) for name in _TLS) if one.is_on)
    if not found:
        raise NotThereError
    return found


def _lacks_certificate(facts: Facts) -> bool:
    return any(_is_anonymous(one) for one in _tls(facts))


def _is_anonymous(found: Service) -> bool:
    if found.certificate is None:
        raise NotToldError
    return found.certificate in {"none", ""}


def _takes_old_tls(facts: Facts) -> bool:
    used = [one for one in _tls(facts) if not _is_anonymous(one)]
    if not used:
        raise NotThereError
    if any(one.tls_version is None for one in used):
        raise NotToldError
    return any(one.tls_version == "any" for one in used)


def _ssh_is_on(facts: Facts) -> None:
    """Raise NotThereError where nobody can log in by SSH."""
    if not service(facts, "ssh").is_on:
        raise NotThereError


def _ssh_is_weak(facts: Facts) -> bool:
    _ssh_is_on(facts)
    return not facts.flag(SSH, "strong-crypto")


def _ssh_forwards(facts: Facts) -> bool:
    _ssh_is_on(facts)
    return facts.word(SSH, "forwarding-enabled") not in {"no", "false"}


def _ssh_in_the_clear(facts: Facts) -> bool:
    _ssh_is_on(facts)
    try:
        return facts.flag(SSH, "allow-none-crypto")
    except NotToldError:
        return "null" in facts.words(SSH, "ciphers")


def _ssh_takes_passwords(facts: Facts) -> bool:
    _ssh_is_on(facts)
    word = facts.word(SSH, "password-authentication", "always-allow-password-login")
    return word in {"yes", "true"}


def _ssh_key_is_short(facts: Facts) -> bool:
    _ssh_is_on(facts)
    size = values.integer(facts.word(SSH, "host-key-size"))
    if size is None:
        raise NotToldError
    is_rsa = all(row.get("host-key-type", "rsa") == "rsa" for row in facts.rows(SSH))
    return is_rsa and size < _LEAST_KEY


def _has_expired_user(facts: Facts) -> bool:
    return any(yes(row.get("expired")) for row in facts.enabled(USERS))


def _has_many_full_users(facts: Facts) -> bool:
    users = facts.enabled(USERS)
    full = [row for row in users if row.get("group") == "full"]
    if any("group" not in row for row in users) or any("address" not in row for row in full):
        raise NotToldError
    return sum(not row["address"] for row in full) > 1


def _takes_any_password(facts: Facts) -> bool:
    length = values.integer(facts.word(USER_SETTINGS, "minimum-password-length"))
    if length is None:
        raise NotToldError
    return length == 0


def _radius_gives_all(facts: Facts) -> bool:
    return facts.flag(USER_AAA, "use-radius") and facts.word(USER_AAA, "default-group") == "full"


CHECKS: Final = (
    Check(
        key="service_telnet",
        severity=Severity.HIGH,
        find=_runs("telnet", Severity.HIGH),
        command="/ip service disable telnet",
    ),
    Check(
        key="service_ftp",
        severity=Severity.HIGH,
        find=_runs("ftp", Severity.HIGH),
        command="/ip service disable ftp",
    ),
    Check(
        key="service_www",
        severity=Severity.MEDIUM,
        find=_answers_all("www"),
        command="/ip service disable www",
    ),
    Check(
        key="service_api",
        severity=Severity.MEDIUM,
        find=_answers_all("api"),
        command="/ip service set api address=HOME-ASSISTANT/32",
        renamed=((7, 24), "/ip service set api available-from=HOME-ASSISTANT/32"),
    ),
    Check(
        key="service_winbox",
        severity=Severity.MEDIUM,
        find=_answers_strangers("winbox"),
        command="/ip service set winbox address=NETWORK",
        renamed=((7, 24), "/ip service set winbox available-from=NETWORK"),
    ),
    Check(
        key="service_ssh",
        severity=Severity.MEDIUM,
        find=_answers_strangers("ssh"),
        command="/ip service set ssh address=NETWORK",
        renamed=((7, 24), "/ip service set ssh available-from=NETWORK"),
    ),
    Check(
        key="tls_certificate",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _lacks_certificate),
        command='/ip service set [find name~"-ssl" disabled=no] certificate=CERTIFICATE',
    ),
    Check(
        key="tls_version",
        severity=Severity.LOW,
        find=when(Severity.LOW, _takes_old_tls),
        command='/ip service set [find name~"-ssl"] tls-version=only-1.2',
    ),
    Check(
        key="ssh_crypto",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _ssh_is_weak),
        command="/ip ssh set strong-crypto=yes",
    ),
    Check(
        key="ssh_forwarding",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _ssh_forwards),
        command="/ip ssh set forwarding-enabled=no",
    ),
    Check(
        key="ssh_none_cipher",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, _ssh_in_the_clear),
        command="/ip ssh set allow-none-crypto=no",
        renamed=((7, 18), "/ip ssh set ciphers=auto"),
    ),
    Check(
        key="ssh_password",
        severity=Severity.LOW,
        find=when(Severity.LOW, _ssh_takes_passwords),
        command="/ip ssh set always-allow-password-login=no",
        renamed=((7, 21), "/ip ssh set password-authentication=yes-if-no-key"),
    ),
    Check(
        key="ssh_host_key",
        severity=Severity.LOW,
        find=when(Severity.LOW, _ssh_key_is_short),
        command="/ip ssh set host-key-size=4096; /ip ssh regenerate-host-key",
    ),
    Check(
        key="user_admin",
        severity=Severity.MEDIUM,
        find=any_rows(ADMIN, Severity.MEDIUM),
        command="/user add name=NAME group=full password=PASSWORD; /user disable admin",
    ),
    Check(
        key="user_expired",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, _has_expired_user),
        command="/user set [find expired=yes] password=PASSWORD",
    ),
    Check(
        key="user_full",
        severity=Severity.LOW,
        find=when(Severity.LOW, _has_many_full_users),
        command="/user set [find group=full] address=NETWORK",
    ),
    Check(
        key="user_password_length",
        severity=Severity.LOW,
        find=when(Severity.LOW, _takes_any_password),
        command="/user settings set minimum-password-length=12",
    ),
    Check(
        key="user_radius",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _radius_gives_all),
        command="/user aaa set default-group=read",
    ),
    Check(
        key="radius_incoming",
        severity=Severity.MEDIUM,
        find=on(RADIUS_INCOMING, Severity.MEDIUM, "accept"),
        command="/radius incoming set accept=no",
    ),
)
