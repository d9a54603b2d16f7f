"""A RouterOS that speaks the real API on 127.0.0.1, for tests, demonstrations and benchmarks."""

from .faults import ANY_COMMAND, Fault
from .journal import Asked, Journal
from .profile import PROFILE_NAMES, Host, Profile, load_profile
from .router import SimulatedRouter
from .users import User

__all__ = [
    "ANY_COMMAND",
    "PROFILE_NAMES",
    "Asked",
    "Fault",
    "Host",
    "Journal",
    "Profile",
    "SimulatedRouter",
    "User",
    "load_profile",
]
