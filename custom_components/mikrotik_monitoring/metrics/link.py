"""The link to the router itself: whether it is up, and what is wrong if it is not."""

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
    """How the link is, or why there is none."""

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
    """How the link is now."""

    state: LinkState

    @classmethod
    def of(cls, lost: RouterOSError | None) -> Self:
        """Name what ended the link, None while it is up."""
        if lost is None:
            return cls(state=LinkState.CONNECTED)
        return cls(state=next(state for kind, state in _STATES if isinstance(lost, kind)))


@dataclass(frozen=True, kw_only=True)
class LinkGroup(Group[LinkRow]):
    """What is known of the link, also while it is lost."""

    @override
    async def read(self, query: Query[LinkRow]) -> dict[str, LinkRow | None]:
        """Tell how the link is; nothing is asked."""
        return {"": LinkRow.of(query.lost())}


LINK = LinkGroup(
    key="link",
    title="Link to the router",
    about=(
        "Told at once when the link is lost or back; the one group that stays available while it "
        "is lost."
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
                "Whether Home Assistant is connected to the router's API; of a router that falls "
                "silent, two answers must be missing first."
            ),
            source=lambda row: row.state is LinkState.CONNECTED,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        SensorMetric[LinkRow](
            key="link.state",
            essential=True,
            about=(
                "Connected, or why the router could not be reached at the last try: no "
                "connection, no answer in time, TLS, the certificate, the login, a policy, another "
                "router, or one that does not say which it is."
            ),
            source=lambda row: row.state,
            device_class=SensorDeviceClass.ENUM,
            options=list(LinkState),
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
    ),
)
