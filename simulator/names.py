"""How a router resolves host names."""

from ipaddress import ip_address
import re

from .commands.call import BAD_VALUE, TrapError, trap
from .device import Device
from .version import Version

_NAME = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)
# Newer versions have a short message; the first one to do so is unknown.
_SHORT = Version(7, 20)
_LONG_REFUSAL = (
    "invalid value for argument address:\n"
    "    invalid value of mac-address, mac address required\n"
    "    invalid value for argument ipv6-address\n"
    "    while resolving ip-address: could not get answer from dns server"
)


def version_of(address: str) -> int | None:
    """Return the IP version of an address, which may include its interface; None for a name."""
    try:
        return ip_address(address.partition("%")[0]).version
    except ValueError:
        return None


def resolve(device: Device, host: str) -> str:
    """Return a host's address: a name always has the same one.

    Names without a dot or ending in `.invalid` do not exist; the router refuses those.
    """
    if version_of(host) is not None:
        return host
    if not _NAME.fullmatch(host):
        raise trap("invalid value for argument address", BAD_VALUE)
    if host not in device.hosts and ("." not in host or host.endswith(".invalid")):
        raise _not_found(device)
    return f"198.18.{device.number('name', host) % 256}.{device.number('host', host) % 254 + 1}"


def _not_found(device: Device) -> TrapError:
    if device.release >= _SHORT:
        return trap("failure: resolve failed")
    return trap(_LONG_REFUSAL, BAD_VALUE)
