"""What follows from a router's answers beside the entities: each a listener of its own."""

from homeassistant.core import callback

from ..polling import MonitoredRouter
from .devices import Devices
from .instances import Instances
from .link_repairs import LinkRepairs
from .missing_policy import MissingPolicies
from .observation import Observation


@callback
def async_attach_reactions(router: MonitoredRouter, configuration_url: str) -> None:
    """Have devices, repairs, statistics and removals follow a router.

    Nothing holds them but the router they listen to.
    """
    Devices(router, configuration_url)
    Instances(router)
    LinkRepairs(router)
    MissingPolicies(router)
    Observation(router)
