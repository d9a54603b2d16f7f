"""The alerts of interfaces, their links and their optical modules."""

from typing import Final

from ..conditions import Flaps, Is, OneOf
from ..figures import Outside
from ..rule import Beside, Rule
from ..steady import Lessens, Strays
from .bounds import CRITICAL, MINUTE, WARNING, down, high

# The month's figure so far, which is no metric: the 95th percentile in percent of the commit.
COMMITTED: Final = "month.committed"

_DAY: Final = 1440 * MINUTE
_LINK_DOWN: Final = "link_down"
_DARK: Final = (_LINK_DOWN, "optical_loss")


def _utilised(key: str, way: str, contract: str | None = None) -> Rule:
    """Declare the alert of a saturated direction, of all interfaces or of those with a contract."""
    return Rule(
        key=key,
        metric=f"interface.utilisation.{way}",
        condition=high(90, 80),
        hold=15 * MINUTE,
        after=(_LINK_DOWN,) if contract else (_LINK_DOWN, f"contract_{way}"),
        contract=contract,
        # For contracted bandwidth, the user has set a figure to compare with.
        is_default=contract is not None,
    )


def _light(direction: str, *more: str) -> tuple[Rule, Rule]:
    """Declare the alerts of an optical power: that it moved, and that it left the user's band."""
    metric, after = f"interface.sfp.{direction}_power", (*_DARK, *more)
    return (
        Rule(
            key=f"optical_{direction}_moved",
            metric=metric,
            condition=Strays(
                severity=WARNING, below=3.0, above=3.0, is_share=False, settle=7 * _DAY
            ),
            hold=10 * MINUTE,
            after=after,
        ),
        Rule(
            key=f"optical_{direction}_band",
            metric=metric,
            condition=Outside(severity=WARNING, sides=("low", "high"), margin=0.5),
            hold=10 * MINUTE,
            after=after,
        ),
    )


RULES: Final = (
    down(_LINK_DOWN, "interface.running", hold=15.0, after_carrier=("no_default_route",)),
    Rule(
        key="link_flapping",
        metric="interface.running",
        condition=Flaps(severity=WARNING, changes=4, within=10 * MINUTE),
    ),
    Rule(
        key="link_slower",
        metric="interface.link.speed",
        condition=Lessens(severity=WARNING),
        hold=5 * MINUTE,
        after=(_LINK_DOWN,),
    ),
    Rule(
        key="half_duplex",
        metric="interface.link.full_duplex",
        condition=Is(state=False, severity=WARNING, from_start=True),
        hold=5 * MINUTE,
        after=(_LINK_DOWN,),
    ),
    Rule(
        key="errors",
        metric="interface.errors.rate",
        condition=high(60, 30),
        beside=Beside(metric="interface.errors.share", name="least_share", least=0.1),
        hold=5 * MINUTE,
        after=(_LINK_DOWN,),
    ),
    Rule(
        key="drops",
        metric="interface.drops.rate",
        condition=high(600, 300),
        hold=10 * MINUTE,
        after=(_LINK_DOWN,),
    ),
    _utilised("contract_rx", "rx", "down"),
    _utilised("contract_tx", "tx", "up"),
    _utilised("utilisation_rx", "rx"),
    _utilised("utilisation_tx", "tx"),
    Rule(
        key="commit",
        metric=COMMITTED,
        condition=high(100, 98),
        contract="commit",
    ),
    Rule(
        key="optical_loss",
        metric="interface.sfp.rx_loss",
        condition=Is(state=True, severity=WARNING),
        hold=MINUTE,
        after=(_LINK_DOWN,),
    ),
    Rule(
        key="optical_fault",
        metric="interface.sfp.tx_fault",
        condition=Is(state=True, severity=CRITICAL),
    ),
    *_light("rx"),
    *_light("tx", "optical_fault"),
    Rule(
        key="poe",
        metric="interface.poe.status",
        condition=OneOf(
            severity=WARNING,
            states=("overload", "short-circuit", "voltage-too-low", "voltage-too-high"),
        ),
    ),
)
