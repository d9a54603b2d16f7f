"""Repairs: the fix flow of each issue."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow
from homeassistant.core import HomeAssistant

from .dashboard.interface.billing import ISSUE as BILLING
from .dashboard.sidebar import ISSUE_FAILED, ISSUE_PATH_TAKEN
from .issue import KEY
from .options.growth import GROWTH
from .reactions.clock_off import CLOCK_OFF
from .reactions.link_repairs import CERTIFICATE, OTHER_ROUTER, TOO_OLD
from .reactions.missing_policy import MISSING_POLICY
from .reactions.second_connection import ONE_SESSION
from .recording.retention_repair import ISSUE as RETENTION
from .repair_flows.address import AddressFlow
from .repair_flows.certificate import CertificateFlow
from .repair_flows.flow import RepairFlow
from .repair_flows.keeping import BillingFlow, RetentionFlow
from .repair_flows.leaner import LeanerFlow
from .repair_flows.recheck import DashboardFlow, LinkFlow, PolicyFlow, ReadFlow

FLOWS: Final[Mapping[str, type[RepairFlow]]] = {
    BILLING: BillingFlow,
    CERTIFICATE: CertificateFlow,
    CLOCK_OFF: ReadFlow,
    GROWTH: LeanerFlow,
    ISSUE_FAILED: DashboardFlow,
    ISSUE_PATH_TAKEN: DashboardFlow,
    MISSING_POLICY: PolicyFlow,
    ONE_SESSION: LinkFlow,
    OTHER_ROUTER: AddressFlow,
    RETENTION: RetentionFlow,
    TOO_OLD: LinkFlow,
}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Return the flow of a repair."""
    del hass, issue_id
    flow = FLOWS.get((data or {}).get(KEY, ""))
    return ConfirmRepairFlow() if flow is None else flow()
