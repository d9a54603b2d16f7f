"""The dashboard in the sidebar: live graphs of every router, without a click."""

from .sidebar import (
    async_dashboard_changed,
    async_remove_dashboard,
    async_setup_dashboard,
    configuration_url,
)

__all__ = [
    "async_dashboard_changed",
    "async_remove_dashboard",
    "async_setup_dashboard",
    "configuration_url",
]
