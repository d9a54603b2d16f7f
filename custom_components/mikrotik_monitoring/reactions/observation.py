"""The input of the availability statistics: whether a router responds, and which links are up."""

from typing import Final

from homeassistant.core import callback

from ..metrics.catalogue import LINK_METRIC
from ..metrics.interface import INTERFACE
from ..polling import GroupState, MonitoredRouter
from ..recording.availability import STALE_AFTER, async_availability

# Seconds. Any group shows whether the router responds.
_AT_LEAST_EVERY: Final = 60.0


class Observation:
    """Passes the observations of a router to the availability statistics."""

    def __init__(self, router: MonitoredRouter) -> None:
        """Listen to the link and to the interface table, which shows which links are up."""
        self._router = router
        self._availability = async_availability(router.hass, router.entry)
        self._observed_at = float("-inf")
        router.group_done.connect(self._group_done)
        router.link_changed.connect(self._observe)
        router.stopped.connect(self._availability.pause)

    @callback
    def _group_done(self, state: GroupState) -> None:
        """Observe at each reading of the links, and at least once a minute without them."""
        is_due = self._router.hass.loop.time() - self._observed_at >= _AT_LEAST_EVERY
        if is_due or state.group.key == INTERFACE.key:
            self._observe()

    @callback
    def _observe(self) -> None:
        """Record that the router is reachable and which of its links are up, or that it is not."""
        router = self._router
        self._observed_at = router.hass.loop.time()
        if not router.client.connected:
            self._availability.lost(router.client.lost_reason)
            return
        reading = router.latest(INTERFACE)
        if (
            reading is None
            or LINK_METRIC not in reading.requested
            or router.hass.loop.time() - reading.at > STALE_AFTER
        ):
            self._availability.observe({})
            return
        links = {instance: row.running for instance, row in reading.rows.items()}
        self._availability.observe(links)
