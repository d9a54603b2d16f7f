"""The flow that sets a router's options: a menu of steps."""

from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult

from .options.alerts import AlertSteps
from .options.apply_to import ApplyToSteps
from .options.bandwidth import BandwidthSteps
from .options.detail import DetailSteps
from .options.interfaces import InterfacesSteps
from .options.new_password import NewPasswordSteps
from .options.notifications import NotificationSteps
from .options.recording import RecordingSteps
from .options.retention import RetentionSteps
from .options.security import SecuritySteps
from .options.test_connection import ConnectionTestSteps

MENU: Final = [
    "recording",
    "detail",
    "interfaces",
    "bandwidth",
    "retention",
    "alerts",
    "notifications",
    "security",
    "apply_to",
    "new_password",
    "test_connection",
]


class MikrotikOptionsFlow(
    RecordingSteps,
    DetailSteps,
    InterfacesSteps,
    BandwidthSteps,
    RetentionSteps,
    AlertSteps,
    NotificationSteps,
    SecuritySteps,
    ApplyToSteps,
    NewPasswordSteps,
    ConnectionTestSteps,
):
    """Sets how a router is polled and recorded, which entities exist, and how its views look."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the menu."""
        return self.async_show_menu(step_id="init", menu_options=MENU)
