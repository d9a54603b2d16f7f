"""What is wrong with a router's login, and the commands that fix it."""

from collections.abc import Iterable, Iterator, Mapping, Set as AbstractSet
import contextlib
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import Any, Final

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import slugify

from ..connection_test import remedies
from ..connection_test.report import Finding as Missing
from ..connection_test.words import Words
from ..const import CONF_TLS_MODE, DOMAIN
from ..metrics import GROUPS
from ..metrics.identity import READ_DEADLINE, grant_command, new_user_command
from ..polling.link import link_settings
from ..routeros import RouterOSError, TlsMode
from ..routeros.opening import resolve
from ..routeros.text import markdown

# The policies that let a user change the router, or its other users.
_WRITING: Final = frozenset({"write", "policy"})


class Kind(StrEnum):
    """What is wrong with a login."""

    LACKING = "lacking"
    WRITING = "writing"
    UNENCRYPTED = "unencrypted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What is wrong, the RouterOS command that fixes it, and the names in its text.

    ``headings`` are the documentation's headings of the groups that cannot be read.
    """

    kind: Kind
    command: str
    names: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()


async def async_findings(
    data: Mapping[str, Any], policies: AbstractSet[str] | None
) -> tuple[Finding, ...]:
    """Return what is wrong with a login that works; unknown policies are not judged."""
    addresses: tuple[str, ...] = ()
    if data[CONF_TLS_MODE] == TlsMode.OFF:
        with contextlib.suppress(RouterOSError):
            addresses = await resolve(data[CONF_HOST], data[CONF_PORT], READ_DEADLINE)
    return (*_of_policies(data, policies), *_of_addresses(data, addresses))


def _of_policies(data: Mapping[str, Any], policies: AbstractSet[str] | None) -> Iterator[Finding]:
    """Yield what is wrong with a user's policies."""
    if policies is None:
        return
    if lacking := {group.policy for group in GROUPS} - policies:
        titles = dict.fromkeys(group.title for group in GROUPS if group.policy in lacking)
        yield Finding(
            kind=Kind.LACKING,
            command=grant_command(data[CONF_USERNAME]),
            names=tuple(sorted(lacking)),
            headings=tuple(titles),
        )
    if writing := _WRITING & policies:
        # This may be the owner's own user, which has to keep its policies.
        yield Finding(kind=Kind.WRITING, command=new_user_command(), names=tuple(sorted(writing)))


def _of_addresses(data: Mapping[str, Any], addresses: Iterable[str]) -> Iterator[Finding]:
    """Yield an unencrypted link that leaves the owner's networks."""
    if public := tuple(one for one in addresses if crosses_networks(one)):
        cure = remedies.certificate(Missing.CERTIFICATE, link_settings(data))
        yield Finding(kind=Kind.UNENCRYPTED, command=cure.command, names=public)


def crosses_networks(address: str) -> bool:
    """Return whether an address is global: not private, link-local or loopback."""
    return ip_address(address).is_global


async def async_words(
    hass: HomeAssistant, findings: Iterable[Finding], data: Mapping[str, Any]
) -> str:
    """Return findings as Markdown, each with its command."""
    words = await Words.load(hass, "login_finding")
    groups = await async_get_translations(hass, hass.config.language, "options", {DOMAIN})
    prefix = f"component.{DOMAIN}.options.step.groups.data."
    parts = []
    for one in findings:
        headings = (groups.get(prefix + slugify(title), title) for title in one.headings)
        text = words.said(
            one.kind,
            user=markdown(data[CONF_USERNAME]),
            names=", ".join(one.names),
            groups=", ".join(headings),
        )
        # One command per line: a dialog is not wide enough for more.
        commands = one.command.replace("; ", "\n")
        parts.append(f"{text}\n\n```\n{commands}\n```")
    return "\n\n".join(parts)
