"""Expected states of WAN clients and default routes."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from .expected import EVERYWHERE, Expected, Values, once
from .truth import Row, Told, Truth, seconds

_ROUTES: Final = "/ip/route"
_DIALLED: Final = {
    "/interface/pppoe-client": "pppoe-out",
    "/interface/l2tp-client": "l2tp-out",
    "/interface/sstp-client": "sstp-out",
}
_PROVIDER: Final = ("ccr_isp", "ccr_v6")
_BOTH: Final = ("office", "rb2011_v6")


class _Client:
    """A DHCP client, or a dialled connection with what ``monitor`` reports of it."""

    def __init__(self, row: Row, measured: Row | None) -> None:
        """Store both; a DHCP client is not measured."""
        self.row, self.measured = row, measured

    @property
    def is_up(self) -> bool:
        """Return whether it has an address."""
        if self.measured is None:
            return self.row["status"] in {"bound", "renewing...", "rebinding..."}
        return self.row["running"] == "true"

    @property
    def address(self) -> str | None:
        """Return its address."""
        if self.measured is not None:
            return self.measured.get("local-address")
        return self.row["address"].split("/")[0] if self.is_up else None

    @property
    def state(self) -> str:
        """Return its state, with the reason."""
        word = self.row["status"] if self.measured is None else self.measured["status"]
        return word.replace("... - ", ": ").rstrip(".")


def _clients(truth: Truth) -> dict[str, _Client]:
    """Return the clients that are not disabled, by the instances of their interfaces."""
    found = {}
    for row in truth.rows("/ip/dhcp-client"):
        if row["disabled"] == "false":
            found[truth.named(row["interface"])] = _Client(row, None)
    for menu in _DIALLED:
        told = truth.router.device.monitored.get(menu, {})
        for row in truth.rows(menu):
            at = truth.router.device.seconds_at(truth.now)
            cells = told.get(row["name"], {})
            texts = {
                name: text
                for name, cell in cells.items()
                if (text := cell if isinstance(cell, str) else cell(at)) is not None
            }
            found[truth.named(row["name"])] = _Client(row, texts)
    return found


def _each_client(value: Callable[[_Client], Told]) -> Callable[[Truth], Values]:
    return lambda truth: {name: value(one) for name, one in _clients(truth).items()}


def _since(truth: Truth) -> Values:
    """Return when each dialled session began."""
    return {
        name: truth.wall - timedelta(seconds=seconds(one.measured["uptime"]))
        if "uptime" in one.measured
        else None
        for name, one in _clients(truth).items()
        if one.measured is not None
    }


def _of_cloud(field: str, *seen: str) -> Expected:
    return Expected(
        unit=None, values=once(lambda truth: truth.row("/ip/cloud").get(field)), seen=seen
    )


def _behind_nat(truth: Truth) -> bool | None:
    row = truth.row("/ip/cloud")
    return "NAT" in row.get("warning", "") if "public-address" in row else None


def _table(row: Row) -> str:
    return row.get("routing-table") or row.get("routing-mark") or "main"


def _defaults(truth: Truth, table: str, menu: str = _ROUTES) -> list[Row]:
    """Return the default routes of a table that are not disabled."""
    everywhere = "::/0" if menu.startswith("/ipv6") else "0.0.0.0/0"
    return [
        row
        for row in truth.rows(menu)
        if row["dst-address"] == everywhere
        and _table(row) == table
        and row.get("disabled") != "true"
    ]


def _gateway(routes: list[Row]) -> str | None:
    """Return the gateways in use, with their interfaces, none where no route is active."""
    names = []
    for row in routes:
        if row.get("active") != "true":
            continue
        gateway = row["gateway"].split("%")[0]
        word = row.get("immediate-gw") or row["gateway-status"].removesuffix(" reachable")
        interface = word.replace("%", " ").split()[-1]
        names.append(gateway if gateway == interface else f"{gateway} ({interface})")
    return (", ".join(names) or "none") if routes else None


def _main(value: Callable[[list[Row]], Told]) -> Callable[[Truth], Values]:
    """Return a function for a value of the main table's default routes, where it has any."""

    def of_routes(truth: Truth) -> Told:
        routes = _defaults(truth, "main")
        return value(routes) if routes else None

    return once(of_routes)


def _others(value: Callable[[list[Row]], Told]) -> Callable[[Truth], Values]:
    """Return a function for a value of each other table with a default route."""

    def of_tables(truth: Truth) -> Values:
        tables = {_table(row) for row in truth.rows(_ROUTES) if row["dst-address"] == "0.0.0.0/0"}
        return {table: value(_defaults(truth, table)) for table in tables - {"main"}}

    return of_tables


def _active(routes: list[Row]) -> int:
    return sum(row.get("active") == "true" for row in routes)


def _number(value: Callable[[list[Row]], Told]) -> Expected:
    return Expected(unit="routes", values=_main(value), seen=EVERYWHERE)


def _routes_of(flag: str, *seen: str, menu: str = _ROUTES) -> Expected:
    """Expect the active routes with a flag, where there are any."""

    def count(truth: Truth) -> int | None:
        rows = (row for row in truth.rows(menu) if row.get("active") == "true")
        return sum(row.get(flag) == "true" for row in rows) or None

    return Expected(unit="routes", values=once(count), seen=seen)


def _configured(truth: Truth) -> int | None:
    return sum(row.get("disabled") != "true" for row in truth.rows(_ROUTES)) or None


WAYS: Final[Mapping[str, Expected]] = {
    "wan.up": Expected(unit=None, values=_each_client(lambda one: one.is_up), seen=EVERYWHERE),
    "wan.address": Expected(
        unit=None, values=_each_client(lambda one: one.address), seen=EVERYWHERE
    ),
    "wan.state": Expected(unit=None, values=_each_client(lambda one: one.state), seen=EVERYWHERE),
    "wan.since": Expected(unit=None, values=_since, seen=_BOTH),
    "wan.losses": Expected(unit="losses", values=_each_client(lambda _: 0), seen=EVERYWHERE),
    "cloud.address": _of_cloud("public-address", "office", "hap_v6"),
    "cloud.ipv6": _of_cloud("public-address-ipv6", "rb5009", "ccr_v6"),
    "cloud.nat": Expected(unit=None, values=once(_behind_nat), seen=("office", "hap_v6")),
    "route.default.gateway": Expected(unit=None, values=_main(_gateway), seen=EVERYWHERE),
    "route.default.ipv6": Expected(
        unit=None,
        values=once(lambda truth: _gateway(_defaults(truth, "main", "/ipv6/route"))),
        seen=_PROVIDER,
    ),
    "route.default.changes": Expected(
        unit="changes", values=_main(lambda _: 0), seen=(*EVERYWHERE, "office")
    ),
    "route.default.active": _number(_active),
    "route.default.configured": _number(len),
    "route.table.gateway": Expected(unit=None, values=_others(_gateway), seen=_BOTH),
    "route.table.changes": Expected(unit="changes", values=_others(lambda _: 0), seen=_BOTH),
    "route.protocol.configured": Expected(
        unit="routes", values=once(_configured), seen=("office", "rb2011_v6")
    ),
    "route.protocol.static": _routes_of("static", "office", "rb2011_v6"),
    "route.protocol.connect": _routes_of("connect", "office", "rb2011_v6"),
    "route.protocol.dhcp": _routes_of("dhcp", "rb5009", "hap_ax"),
    "route.protocol.vpn": _routes_of("vpn", "office"),
    "route.protocol.ospf": _routes_of("ospf", *_PROVIDER),
    "route.protocol.rip": _routes_of("rip", *_PROVIDER),
    "route.protocol.bgp": _routes_of("bgp", *_PROVIDER),
    "route.protocol.ipv6": _routes_of("active", *_PROVIDER, menu="/ipv6/route"),
}
