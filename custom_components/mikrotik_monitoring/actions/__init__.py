"""Home Assistant's actions for routers: one module each, registered before any router is set up."""

from homeassistant.core import HomeAssistant, callback

from .action import RouterAction, TargetAction, async_register
from .alerts import GET_ALERTS, SILENCE, UNSILENCE
from .apply_options import APPLY_OPTIONS
from .export_history import EXPORT_HISTORY
from .get_metrics import GET_METRICS
from .get_report import GET_REPORT
from .ping import PING
from .poll_now import POLL_NOW
from .test_connection import TEST_CONNECTION
from .traceroute import TRACEROUTE

ACTIONS: tuple[RouterAction | TargetAction, ...] = (
    APPLY_OPTIONS,
    EXPORT_HISTORY,
    GET_ALERTS,
    GET_METRICS,
    GET_REPORT,
    PING,
    POLL_NOW,
    SILENCE,
    TEST_CONNECTION,
    TRACEROUTE,
    UNSILENCE,
)


@callback
def async_setup_actions(hass: HomeAssistant) -> None:
    """Register all actions; they stay registered without any router."""
    for action in ACTIONS:
        async_register(hass, action)
