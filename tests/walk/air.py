"""Expected states of radios, access points, 60 GHz links and a modem's carriers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from simulator.modem import modem_row
from simulator.table import cells

from .expected import Expected, Values, once
from .truth import Row, Told, Truth, number, told

_RADIOS: Final = ("ltap", "hap_v6")
_MODEMS: Final = ("ltap", "ltap 6.49.18")
_CONTROLLERS: Final = ("capsman", "capsman_v6")
_LINKS: Final = ("wap60g", "wap60g 6.49.18")
_WIFI, _OLDER = "/interface/wifi", "/caps-man"
_STACKS: Final = (_WIFI, "/interface/wireless", f"{_OLDER}/interface")
_WORKS: Final = frozenset({"running", "running-ap", "connected-to-ess"})
_BANDS: Final = {"2ghz": (2_400, 2_500), "5ghz": (4_900, 5_900), "6ghz": (5_925, 7_125)}


def _monitored(truth: Truth, menu: str, name: str) -> Row:
    """Return what `monitor` reports of a row now."""
    device = truth.router.device
    record = device.monitored.get(menu, {}).get(name, {})
    return cells(record, device.seconds_at(truth.now))


@dataclass(frozen=True, kw_only=True)
class _Radio:
    """A radio: its row, what it reports, and the number of its registered clients."""

    name: str
    row: Row
    now: Row
    clients: int
    access_point: str = ""

    @property
    def state(self) -> str:
        return next(
            self.now[key] for key in ("status", "state", "current-state") if key in self.now
        )

    @property
    def channel(self) -> str:
        return self.now.get("channel") or self.now["current-channel"]

    @property
    def frequency(self) -> int:
        return int(self.channel[:4])

    @property
    def width(self) -> int:
        """Return 20 MHz for each letter, or the number that older stacks write before them."""
        _, *parts = self.channel.partition("(")[0].split("/")
        first, _, letters = parts[0].partition("-")
        if first.isdigit():
            return int(first) * max(len(letters), 1)
        return 20 * max((len(part) for part in parts if not part.strip("eC")), default=1)

    @property
    def power(self) -> float | None:
        """Return its own field, or what stands behind its channel."""
        _, _, behind = self.channel.partition("(")
        return number(self.now.get("tx-power") or behind.removesuffix("dBm)") or None)

    def is_on(self, band: str) -> bool:
        low, high = _BANDS[band]
        return low <= self.frequency <= high


def _radios(truth: Truth) -> dict[str, _Radio]:
    """Return the radios of all stacks, by instance."""
    found = {}
    on_air = [
        row["interface"]
        for stack in (*_STACKS[:2], _OLDER)
        for row in truth.rows(f"{stack}/registration-table")
    ]
    for menu in _STACKS:
        rows = {row["name"]: row for row in truth.rows(menu)}
        for name, row in rows.items():
            found[truth.named(name)] = _Radio(
                name=name,
                row=row,
                now=row if menu.startswith(_OLDER) else _monitored(truth, menu, name),
                clients=on_air.count(name),
                access_point=_access_point(truth, rows, name),
            )
    return found


def _access_point(truth: Truth, radios: Mapping[str, Row], name: str) -> str:
    """Return the address of a radio's access point, an empty one for a local radio."""
    row = radios[name]
    if (master := row.get("master-interface", "none")) != "none":
        return _access_point(truth, radios, master)
    names = {one["interface"]: one["remote-cap-name"] for one in truth.rows(f"{_OLDER}/radio")}
    return names.get(name, "").strip("[]") or row.get("cap", "@").partition("@")[2].split("%")[0]


def _each(
    unit: str | None, value: Callable[[_Radio], Told], *, seen: tuple[str, ...] = _RADIOS
) -> Expected:
    """Expect a value of each radio that reports it."""
    return Expected(
        unit=unit,
        values=lambda truth: told({key: value(one) for key, one in _radios(truth).items()}),
        seen=seen,
    )


def _band(band: str, *seen: str) -> Expected:
    """Expect the clients on a band that has a radio."""

    def count(truth: Truth) -> int | None:
        radios = [one for one in _radios(truth).values() if one.is_on(band)]
        return sum(one.clients for one in radios) if radios else None

    return Expected(unit="clients", values=once(count), seen=seen)


def _access_points(truth: Truth) -> dict[str, Row]:
    """Return the access points of a controller, by their addresses."""
    found: dict[str, Row] = {}
    for switch, menu in (
        (f"{_WIFI}/capsman", f"{_WIFI}/capsman/remote-cap"),
        (f"{_OLDER}/manager", f"{_OLDER}/remote-cap"),
    ):
        if truth.row(switch).get("enabled") in {"yes", "true"}:
            found |= {row["base-mac"]: row for row in truth.rows(menu)}
    return found


def _all_access_points(unit: str, value: Callable[[Truth], float]) -> Expected:
    return Expected(
        unit=unit,
        values=once(lambda truth: value(truth) if _access_points(truth) else None),
        seen=_CONTROLLERS,
    )


def _is_up(row: Row) -> bool:
    return row["state"] in {"Ok", "Run"}


def _each_access_point(unit: str | None, value: Callable[[Truth, str, Row], Told]) -> Expected:
    return Expected(
        unit=unit,
        values=lambda truth: {
            base: value(truth, base, row) for base, row in _access_points(truth).items()
        },
        seen=_CONTROLLERS,
    )


def _clients_of(truth: Truth, base: str) -> int:
    return sum(one.clients for one in _radios(truth).values() if one.access_point == base)


def _link(unit: str | None, value: Callable[[Row], Told]) -> Expected:
    """Expect a value of each link on 60 GHz."""

    def values(truth: Truth) -> Values:
        menu = "/interface/w60g"
        return {
            truth.named(row["name"]): value(_monitored(truth, menu, row["name"]))
            for row in truth.rows(menu)
        }

    return Expected(unit=unit, values=values, seen=_LINKS)


def _plain(field: str, unit: str) -> Expected:
    """Expect a number, without the unit written behind it."""
    return _link(unit, lambda row: float(row[field].rstrip("%m")))


def _modem(unit: str | None, value: Callable[[Row], Told]) -> Expected:
    """Expect what each modem reports."""

    def values(truth: Truth) -> Values:
        modems = {key: one for key, one in truth.ports.items() if one.row["type"] == "lte"}
        return told({key: value(one.monitored(modem_row)) for key, one in modems.items()})

    return Expected(unit=unit, values=values, seen=_MODEMS)


def _carriers(row: Row) -> list[str]:
    """Return the carriers that a modem uses, the primary one first."""
    return [row["primary-band"], *row["ca-band"].split(",")]


def _megahertz(carrier: str) -> int:
    return int(carrier.split("@")[1].split("Mhz", maxsplit=1)[0])


AIR_LINKS: Final[Mapping[str, Expected]] = {
    "wireless.radio.running": _each(None, lambda one: one.state in _WORKS),
    "wireless.radio.state": _each(None, lambda one: one.state),
    "wireless.radio.channel": _each(None, lambda one: one.channel.partition("(")[0]),
    "wireless.radio.frequency": _each("MHz", lambda one: one.frequency),
    "wireless.radio.width": _each("MHz", lambda one: one.width),
    "wireless.radio.tx_power": _each("dBm", lambda one: one.power),
    "wireless.radio.noise": _each("dBm", lambda one: number(one.now.get("noise-floor"))),
    "wireless.radio.overall_ccq": _each("%", lambda one: number(one.now.get("overall-tx-ccq"))),
    "wireless.clients.2ghz": _band("2ghz", *_RADIOS),
    "wireless.clients.5ghz": _band("5ghz", "hap_ax", "hap_v6"),
    "wireless.clients.6ghz": _band("6ghz", "capsman"),
    "capsman.up": _all_access_points(
        "access points", lambda truth: sum(map(_is_up, _access_points(truth).values()))
    ),
    "capsman.known": _all_access_points("access points", lambda truth: len(_access_points(truth))),
    "capsman.cap.up": _each_access_point(None, lambda _truth, _base, row: _is_up(row)),
    "capsman.cap.version": _each_access_point(None, lambda _truth, _base, row: row["version"]),
    "capsman.clients": _all_access_points(
        "clients",
        lambda truth: sum(_clients_of(truth, base) for base in _access_points(truth)),
    ),
    "capsman.cap.clients": _each_access_point(
        "clients", lambda truth, base, _row: _clients_of(truth, base)
    ),
    "w60g.connected": _link(None, lambda row: row["connected"] == "true"),
    "w60g.signal": _plain("signal", "%"),
    "w60g.rssi": _plain("rssi", "dBm"),
    "w60g.mcs": _plain("tx-mcs", "MCS"),
    "w60g.phy_rate": _link(
        "Mbit/s", lambda row: 1_000 * float(row["tx-phy-rate"].removesuffix("Gbps"))
    ),
    "w60g.packet_errors": _plain("tx-packet-error-rate", "%"),
    "w60g.frequency": _plain("frequency", "MHz"),
    "w60g.distance": _link("m", lambda row: float(round(float(row["distance"].rstrip("m"))))),
    "w60g.temperature": _link("°C", lambda row: float(round(float(row["baseband-temperature"])))),
    "lte.bands.aggregated": _modem(
        None,
        lambda row: ", ".join(one.partition("@")[0] for one in _carriers(row)[1:]),
    ),
    "lte.carriers": _modem("carriers", lambda row: len(_carriers(row))),
    "lte.bandwidth": _modem("MHz", lambda row: sum(map(_megahertz, _carriers(row)))),
    "lte.firmware": _modem(None, lambda row: row["revision"]),
}
