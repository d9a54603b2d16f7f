"""Reactions to a router's readings besides the entities, each a separate listener."""

from homeassistant.core import callback

from ..polling import MonitoredRouter
from .alerting import Alerting
from .clock_off import ClockOff
from .devices import Devices
from .instances import Instances
from .left_out import LeftOut
from .link_history import LinkHistory
from .link_repairs import LinkRepairs
from .missing_policy import MissingPolicies
from .observation import Observation
from .recoveries import Recoveries
from .second_connection import SecondConnection


@callback
def async_attach_reactions(router: MonitoredRouter, configuration_url: str) -> None:
    """Attach the listeners for devices, repairs, statistics and removals to a router.

    They are referenced only by the router they listen to.
    """
    Alerting(router)
    ClockOff(router)
    Devices(router, configuration_url)
    Instances(router)
    LeftOut(router)
    LinkHistory(router)
    LinkRepairs(router)
    MissingPolicies(router)
    Observation(router)
    Recoveries(router)
    SecondConnection(router)
