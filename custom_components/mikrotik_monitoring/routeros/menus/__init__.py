"""Menus of RouterOS with the fields of their rows that can be read: no secret is among them.

A list to choose from, not a limit: routers have further menus, and a field of a newer RouterOS may
be missing here. The fields of rows depend on the version, the board and what is configured.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .interfaces import INTERFACES
from .menu import FieldKind, MenuFacts
from .network import NETWORK
from .system import SYSTEM

MENUS: Final[Mapping[str, MenuFacts]] = MappingProxyType(
    {menu.path: menu for menu in sorted((*INTERFACES, *NETWORK, *SYSTEM), key=lambda one: one.path)}
)

__all__ = ["MENUS", "FieldKind", "MenuFacts"]
