"""The RouterOS commands that fix what is missing: shown to the user, never sent."""

from ..metrics.identity import grant_command
from ..routeros import (
    CertificateError,
    LinkSettings,
    RouterOSError,
    TlsError,
    TlsMode,
    TrapError,
)
from ..routeros.text import quoted
from .report import Finding, Remedy, Step

_FEW_SESSIONS = 20


def service_of(settings: LinkSettings) -> str:
    """Return the service of RouterOS that a link uses."""
    return "api" if settings.tls is TlsMode.OFF else "api-ssl"


def after_failure(step: Step, settings: LinkSettings, error: RouterOSError) -> tuple[Remedy, ...]:
    """Return what may help after a step failed; nothing if it cannot be fixed on the router."""
    match step:
        case Step.TCP:
            service = service_of(settings)
            name = f"{service}, {settings.port}"
            command = f"/ip service set {service} disabled=no port={settings.port}"
            return (Remedy(finding=Finding.SERVICE, name=name, command=command),)
        case Step.TLS if isinstance(error, TlsError) and not isinstance(error, CertificateError):
            return (certificate(Finding.CERTIFICATE, settings),)
        case Step.LOGIN if not isinstance(error, TrapError):
            service = service_of(settings)
            command = f"/ip service print detail where name={service}"
            return (Remedy(finding=Finding.ADMISSION, name=service, command=command),)
        case Step.LOGIN:
            command = f"/user print detail where name={quoted(settings.username)}"
            return (Remedy(finding=Finding.LOGIN, name=settings.username, command=command),)
        case _:
            return ()


def certificate(finding: Finding, settings: LinkSettings) -> Remedy:
    """Return how to create a certificate on a router for its encrypted API."""
    name = quoted(settings.host)
    command = (
        f"/certificate add name=home-assistant common-name={name} days-valid=3650 "
        "key-usage=digital-signature,key-encipherment,tls-server; "
        "/certificate sign home-assistant; "
        "/ip service set api-ssl certificate=home-assistant disabled=no"
    )
    return Remedy(finding=finding, command=command)


def policies(settings: LinkSettings, *lacking: str) -> Remedy:
    """Return how to grant a user what monitoring needs."""
    command = grant_command(settings.username)
    return Remedy(finding=Finding.POLICIES, name=", ".join(lacking), command=command)


def package(name: str) -> Remedy:
    """Return how to enable a package of RouterOS 6 that is installed but disabled."""
    command = f"/system package enable {name}; /system reboot"
    return Remedy(finding=Finding.PACKAGE, name=name, command=command)


def sessions(service: str, allowed: int) -> Remedy:
    """Return how to allow a service more sessions."""
    command = f"/ip service set {service} max-sessions={allowed + _FEW_SESSIONS}"
    return Remedy(finding=Finding.SESSIONS, name=service, command=command)


def clock(major: int) -> Remedy:
    """Return how to set up NTP on a router of a major version of RouterOS."""
    option = "server-dns-names" if major < 7 else "servers"  # noqa: PLR2004 - a version.
    command = f"/system ntp client set enabled=yes {option}=pool.ntp.org"
    return Remedy(finding=Finding.CLOCK, command=command)
