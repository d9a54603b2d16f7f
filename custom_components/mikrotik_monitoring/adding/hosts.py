"""Lines that name routers: a host, an optional port and name, and comments."""

from dataclasses import dataclass
from ipaddress import IPv4Address
import re
from typing import Final, NamedTuple

from ..polling.link import is_host

_COMMENT: Final = re.compile(r"(?:^|\s)#.*")
_BRACKETED: Final = re.compile(r"\[([^\[\]]+)\](?::(\d+))?")
_NAME: Final = re.compile(r"(?!-)[\w-]{1,63}(?:\.[\w-]{1,63})*\.?")
_PORTS: Final = range(1, 65_536)


@dataclass(frozen=True, kw_only=True, slots=True)
class HostLine:
    """A router that a line names; without them ``port`` is None and ``name`` is ""."""

    host: str
    port: int | None = None
    name: str = ""

    @property
    def text(self) -> str:
        """Return the line as it can be typed again."""
        return f"{self.address} {self.name}".rstrip()

    @property
    def address(self) -> str:
        """Return the host, with its port if it was typed."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.host if self.port is None else f"{host}:{self.port}"


class Parsed(NamedTuple):
    """The routers that a text names, each once, and the numbers of the invalid lines."""

    hosts: tuple[HostLine, ...]
    bad_lines: tuple[int, ...]


def parse_hosts(text: str) -> Parsed:
    """Read a text line by line; empty lines and comments, from a # on, are skipped."""
    hosts: dict[tuple[str, int | None], HostLine] = {}
    bad: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not (said := _COMMENT.sub("", line).split(maxsplit=1)):
            continue
        address, name = said[0], said[1].strip() if len(said) > 1 else ""
        if (found := _parse(address, name)) is None:
            bad.append(number)
        else:
            hosts.setdefault((found.host, found.port), found)
    return Parsed(tuple(hosts.values()), tuple(bad))


def _parse(address: str, name: str) -> HostLine | None:
    """Return the router at an address, None where the address is invalid."""
    if match := _BRACKETED.fullmatch(address):
        host, port = match[1], match[2]
        is_good = ":" in host
    elif address.count(":") == 1:
        host, _, port = address.partition(":")
        is_good = port.isdecimal()
    else:
        host, port, is_good = address, None, True
    number = None if port is None or not is_good else int(port)
    if not is_good or (number is not None and number not in _PORTS) or not _is_good(host):
        return None
    return HostLine(host=host, port=number, name=name)


def _is_good(host: str) -> bool:
    """Return whether a host is a name or an address; one of digits alone has to be an address."""
    if ":" in host:
        return is_host(host)
    if re.fullmatch(r"[\d.]+", host):
        try:
            IPv4Address(host)
        except ValueError:
            return False
    return _NAME.fullmatch(host) is not None
