"""What can be pinged, and from where, as arguments of `/ping`."""

from ipaddress import IPv4Address, IPv6Address, ip_address
import re
from typing import Final

from .ping_command import Arguments

type Address = IPv4Address | IPv6Address

# A DNS host name: at most 253 characters, in labels of 63. The last label is not a number: that
# would be a mistyped address.
_PART: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST_NAME: Final = re.compile(rf"(?=.{{1,253}}\Z)(?:{_PART}\.)*(?!\d+\Z){_PART}", re.ASCII)
_BROADCAST: Final = IPv4Address("255.255.255.255")


def address_of(text: str) -> Address | None:
    """Return the address of a single host, None for other texts and for multicast and the like."""
    try:
        address = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    is_scoped = isinstance(address, IPv6Address) and address.scope_id is not None
    if is_scoped or address.is_multicast or address.is_unspecified or address == _BROADCAST:
        return None
    return address


def host_of(text: str) -> str | None:
    """Return an address or a host name in its canonical form, None if it is neither."""
    if (address := address_of(text)) is not None:
        return str(address)
    name = text.strip().removesuffix(".").lower()
    return name if _HOST_NAME.fullmatch(name) else None


def needs_interface(host: str) -> bool:
    """Return whether an address needs an interface, as link-local IPv6 addresses do."""
    address = address_of(host)
    return isinstance(address, IPv6Address) and address.is_link_local


def is_of_other_version(host: str, source: str) -> bool:
    """Return whether a host and a source address are of different IP versions."""
    one, other = address_of(host), address_of(source)
    return one is not None and other is not None and one.version != other.version


def way_to(host: str, interface: str = "") -> Arguments:
    """Return the arguments of `/ping` for a host, perhaps through one interface.

    RouterOS expects the interface after an IPv6 address, and as its own argument for any other.
    """
    if not interface:
        return (("address", host),)
    if isinstance(address_of(host), IPv6Address):
        return (("address", f"{host}%{interface}"),)
    return (("address", host), ("interface", interface))
