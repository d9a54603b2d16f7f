"""Events of a router, as signals to listen to."""

from ..metrics.model import Group
from .group_state import GroupState
from .signal import Signal


class Happenings:
    """The signals of one router; its reader signals the end of a read."""

    def __init__(self, title: str) -> None:
        """Start without listeners; the title is for the log."""
        # The link was lost, is back, or is down for another reason.
        self.link_changed = Signal[()](f"{title}: following the link")
        # An instance has gone for good.
        self.instance_gone = Signal[Group, str](f"{title}: removing an instance")
        # The options or the interfaces have changed which entities are to exist.
        self.existence_changed = Signal[()](f"{title}: adding entities")
        # A group is no longer in the catalogue, or was replaced under the same key.
        self.group_gone = Signal[GroupState](f"{title}: removing a group")
        # The owner has changed which alerts are on, or their bounds.
        self.alerts_changed = Signal[()](f"{title}: following the alerts")
        self.url_changed = Signal[str](f"{title}: changing the device's link")
        # The router is no longer polled: its entry is unloaded, or collection was switched off.
        self.stopped = Signal[()](f"{title}: stopping")
