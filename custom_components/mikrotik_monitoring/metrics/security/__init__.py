"""The security check: what makes a router easier to attack, and its score."""

from .check import POINTS, Check, Result, Severity, Verdict
from .checks import BY_KEY, CHECKS
from .groups import SECURITY, SECURITY_CHECKS, ChecksRow, SecurityRow

__all__ = [
    "BY_KEY",
    "CHECKS",
    "POINTS",
    "SECURITY",
    "SECURITY_CHECKS",
    "Check",
    "ChecksRow",
    "Result",
    "SecurityRow",
    "Severity",
    "Verdict",
]
