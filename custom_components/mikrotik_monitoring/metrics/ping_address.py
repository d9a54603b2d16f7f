"""What can be pinged, and from where, as `/ping` is told it."""

from ipaddress import IPv4Address, IPv6Address, ip_address
import re
from typing import Final

from .ping_command import Arguments

type Address = IPv4Address | IPv6Address

# A host's name as DNS has them: 253 characters, in parts of 63. The last part is no number: that is
# an address that was mistyped.
_PART: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST_NAME: Final = re.compile(rf"(?=.{{1,253}}\Z)(?:{_PART}\.)*(?!\d+\Z){_PART}", re.ASCII)
_BROADCAST: Final = IPv4Address("255.255.255.255")


def address_of(text: str) -> Address | None:
    """Return the address of one host, None for any other text and for addresses of many."""
    try:
        address = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    is_scoped = isinstance(address, IPv6Address) and address.scope_id is not None
    if is_scoped or address.is_multicast or address.is_unspecified or address == _BROADCAST:
        return None
    return address


def host_of(text: str) -> str | None:
    """Return an address or a host's name in the one way it is written, None where it is neither."""
    if (address := address_of(text)) is not None:
        return str(address)
    name = text.strip().removesuffix(".").lower()
    return name if _HOST_NAME.fullmatch(name) else None


def needs_interface(host: str) -> bool:
    """Return whether an address leads nowhere without an interface: it is link-local, of IPv6."""
    address = address_of(host)
    return isinstance(address, IPv6Address) and address.is_link_local


def is_of_other_version(host: str, source: str) -> bool:
    """Return whether an address cannot be pinged from another, as one is of IPv4, one of IPv6."""
    one, other = address_of(host), address_of(source)
    return one is not None and other is not None and one.version != other.version


def way_to(host: str, interface: str = "") -> Arguments:
    """Return the arguments of `/ping` for a host, perhaps through one interface.

    RouterOS takes the interface of an IPv6 address behind it, that of any other by itself.
    """
    if not interface:
        return (("address", host),)
    if isinstance(address_of(host), IPv6Address):
        return (("address", f"{host}%{interface}"),)
    return (("address", host), ("interface", interface))
