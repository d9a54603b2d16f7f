"""The link to the router itself: whether it is up, and why not if it is down."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import EntityCategory

from ..routeros import (
    AuthenticationError,
    FingerprintError,
    OtherRouterError,
    PermissionDeniedError,
    ProtocolError,
    RouterOSError,
    TimedOutError,
    TlsError,
    TrapError,
    UnidentifiedError,
)
from .model import REALTIME, BinaryMetric, Group, Query, SensorMetric


class LinkState(StrEnum):
    """The state of the link, or why it is down."""

    CONNECTED = "connected"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    TLS = "tls"
    FINGERPRINT = "fingerprint"
    AUTHENTICATION = "authentication"
    PERMISSION = "permission"
    REFUSED = "refused"
    PROTOCOL = "protocol"
    OTHER_ROUTER = "other_router"
    UNIDENTIFIED = "unidentified"


# From the narrowest class to the widest: the first that fits names the state.
_STATES: Final[tuple[tuple[type[RouterOSError], LinkState], ...]] = (
    (OtherRouterError, LinkState.OTHER_ROUTER),
    (UnidentifiedError, LinkState.UNIDENTIFIED),
    (FingerprintError, LinkState.FINGERPRINT),
    (TlsError, LinkState.TLS),
    (AuthenticationError, LinkState.AUTHENTICATION),
    (PermissionDeniedError, LinkState.PERMISSION),
    (TrapError, LinkState.REFUSED),
    (TimedOutError, LinkState.TIMED_OUT),
    (ProtocolError, LinkState.PROTOCOL),
    (RouterOSError, LinkState.UNREACHABLE),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkRow:
    """The state of the link."""

    state: LinkState

    @classmethod
    def of(cls, lost: RouterOSError | None) -> Self:
        """Return the row for a lost link, or for None while it is up."""
        if lost is None:
            return cls(state=LinkState.CONNECTED)
        return cls(state=next(state for kind, state in _STATES if isinstance(lost, kind)))


@dataclass(frozen=True, kw_only=True)
class LinkGroup(Group[LinkRow]):
    """The state of the link, also while it is lost."""

    @override
    async def read(self, query: Query[LinkRow]) -> dict[str, LinkRow | None]:
        """Return the state of the link, without a query."""
        return {"": LinkRow.of(query.lost())}


LINK = LinkGroup(
    key="link",
    title="Link to the router",
    about=(
        "Updated at once when the link is lost or restored; the only group that stays available "
        "while it is lost."
    ),
    tier=REALTIME,
    derived=True,
    survives_link_loss=True,
    always_read=True,
    metrics=(
        BinaryMetric[LinkRow](
            key="link.reachable",
            essential=True,
            about=(
                "Whether Home Assistant is connected to the router's API; a silent router counts "
                "as disconnected after two missing responses."
            ),
            source=lambda row: row.state is LinkState.CONNECTED,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        SensorMetric[LinkRow](
            key="link.state",
            essential=True,
            about=(
                "Connected, or why the last attempt to connect failed: no connection, no response "
                "in time, TLS, the certificate, the login, a policy, another router, or one that "
                "does not identify itself."
            ),
            source=lambda row: row.state,
            device_class=SensorDeviceClass.ENUM,
            options=list(LinkState),
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
    ),
)
