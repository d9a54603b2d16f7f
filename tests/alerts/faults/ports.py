"""The faults of interfaces, their links, their optical modules and what they feed."""

from typing import Any, Final

from tests.metrics.entities import ports

from .row import LEARNS, LEARNS_EVERY, Act, FaultOf, field_of, nothing, told
from .scene import Scene

_PORT: Final = "ether5"
_INSTANCE: Final = f"port:{_PORT}"
_FULL: Final = 7_500_000_000
"""Bytes of a minute at 1 Gbit/s."""
_ETHERNET: Final = "/interface/ethernet"
_OPTICAL: Final = "sfp-sfpplus1"


def _link(*, up: bool) -> Act:
    running = "true" if up else "false"
    return field_of("/interface", {"name": _PORT}, running=running)


def _flap(scene: Scene) -> None:
    """Bring the link up where it is down, and down where it is up."""
    scene.level += 1
    _link(up=scene.level % 2 == 0)(scene)


def _count(counter: str, units: float) -> Act:
    """Return an act that makes a counter grow by so many units."""

    def act(scene: Scene) -> None:
        scene.router.count(_PORT, counter, int(units))

    return act


def _counted(alert: str, counter: str, *, bad: float, band: float, **more: Any) -> FaultOf:
    return FaultOf(
        alert=alert,
        profile="rb5009",
        instance=_INSTANCE,
        begin=nothing,
        each=_count(counter, bad),
        band=_count(counter, band),
        end=nothing,
        **more,
    )


def _ethernet(alert: str, bad: dict[str, str], well: dict[str, str]) -> FaultOf:
    return FaultOf(
        alert=alert,
        profile="rb5009",
        instance=_INSTANCE,
        begin=told(_ETHERNET, _PORT, **bad),
        end=told(_ETHERNET, _PORT, **well),
    )


def _optical(alert: str, name: str, well: str, bad: str, **more: Any) -> FaultOf:
    band = more.pop("band", None)
    return FaultOf(
        alert=alert,
        profile="crs_poe",
        changes={"interfaces": ports("crs_poe", _OPTICAL)},
        instance=f"port:{_OPTICAL}",
        before=told(_ETHERNET, _OPTICAL, **{name: well}),
        begin=told(_ETHERNET, _OPTICAL, **{name: bad}),
        band=None if band is None else told(_ETHERNET, _OPTICAL, **{name: band}),
        end=told(_ETHERNET, _OPTICAL, **{name: well}),
        **more,
    )


_CONTRACT: Final = {"bandwidth": {_INSTANCE: {"down": 1_000_000_000, "up": 1_000_000_000}}}
_LEARNED: Final = {"learns": LEARNS, "learns_every": LEARNS_EVERY}

PORTS: Final = (
    FaultOf(
        alert="link_down",
        profile="rb5009",
        instance=_INSTANCE,
        begin=_link(up=False),
        end=_link(up=True),
    ),
    FaultOf(
        alert="link_flapping",
        profile="rb5009",
        instance=_INSTANCE,
        begin=nothing,
        each=_flap,
        takes=2,
        end=nothing,
        lasts=600,
    ),
    _ethernet("link_slower", {"rate": "100Mbps"}, {"rate": "1Gbps"}),
    _ethernet("half_duplex", {"full_duplex": "false"}, {"full_duplex": "true"}),
    _counted("errors", "rx-error", bad=200, band=45),
    _counted("drops", "tx-queue-drop", bad=1_000, band=450),
    *(
        _counted(
            f"{alert}_{way}",
            f"{way}-byte",
            bad=0.95 * _FULL,
            band=0.85 * _FULL,
            options=more,
            groups=("interface.ethernet",),
        )
        for alert, more in (("utilisation", {}), ("contract", _CONTRACT))
        for way in ("rx", "tx")
    ),
    _optical("optical_loss", "sfp_rx_loss", "false", "true"),
    _optical("optical_fault", "sfp_tx_fault", "false", "true"),
    *(
        row
        for way in ("rx", "tx")
        for row in (
            _optical(
                f"optical_{way}_moved", f"sfp_{way}_power", "-4.3", "-8.1", band="-7.0", **_LEARNED
            ),
            _optical(
                f"optical_{way}_band",
                f"sfp_{way}_power",
                "-4.3",
                "-9.5",
                band="-8.8",
                bounds={"low": -9.0, "high": 1.0},
            ),
        )
    ),
    FaultOf(
        alert="poe",
        profile="crs_poe",
        changes={"interfaces": ports("crs_poe", "ether1")},
        instance="port:ether1",
        begin=told("/interface/ethernet/poe", "ether1", poe_out_status="overload"),
        end=told("/interface/ethernet/poe", "ether1", poe_out_status="powered-on"),
    ),
)
