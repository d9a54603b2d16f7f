"""The router's public addresses, as last reported by IP Cloud, which is never contacted."""

from dataclasses import dataclass
from functools import partial
from typing import Final, Self

from homeassistant.const import EntityCategory

from ..routeros import Row
from .model import MEDIUM, BinaryMetric, MenuGroup, SensorMetric

_NAT: Final = "behind a nat"


@dataclass(frozen=True, kw_only=True, slots=True)
class CloudRow:
    """What IP Cloud reported, None for what it did not. Its DNS name of the router is not read."""

    address: str | None
    ipv6: str | None
    warning: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse the row as the router gave it."""
        return cls(
            address=row.get("public-address") or None,
            ipv6=row.get("public-address-ipv6") or None,
            warning=row.get("warning", ""),
        )

    @property
    def is_behind_nat(self) -> bool | None:
        """Return whether IP Cloud sees the router behind NAT; None without an address."""
        return None if self.address is None else _NAT in self.warning.casefold()


_public = partial(
    SensorMetric[CloudRow],
    entity_category=EntityCategory.DIAGNOSTIC,
    kind="public",
    entity_registry_enabled_default=False,
)

CLOUD = MenuGroup(
    key="cloud",
    title="WAN",
    tier=MEDIUM,
    family="wan",
    path="/ip/cloud",
    parse=lambda row: ("", CloudRow.from_row(row)),
    metrics=(
        _public(
            key="cloud.address",
            about=(
                "Public IPv4 address, where IP Cloud is in use on the router; the last known one "
                "is shown, the cloud is not contacted."
            ),
            fields=("public-address",),
            source=lambda row: row.address,
        ),
        _public(
            key="cloud.ipv6",
            about="Public IPv6 address, where IP Cloud is in use on the router.",
            fields=("public-address-ipv6",),
            source=lambda row: row.ipv6,
        ),
        BinaryMetric[CloudRow](
            key="cloud.nat",
            about=(
                "Whether IP Cloud detects the router behind another NAT, such as the provider's."
            ),
            fields=("public-address", "warning"),
            source=lambda row: row.is_behind_nat,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="public",
            entity_registry_enabled_default=False,
        ),
    ),
)
