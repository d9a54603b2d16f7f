"""A short check of a router: its identity and what the user may do, before anything is stored."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from homeassistant.const import CONF_USERNAME
from homeassistant.core import HomeAssistant

from ..metrics.identity import (
    READ_DEADLINE,
    REQUIRED_POLICIES,
    RouterIdentity,
    read_identity,
    read_policies,
)
from ..polling.link import link_settings, make_client
from ..routeros import Client, PermissionDeniedError


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """The router's identity, and the policies of the user's group, None if not reported."""

    identity: RouterIdentity
    policies: frozenset[str] | None


@asynccontextmanager
async def opened(hass: HomeAssistant, data: Mapping[str, Any]) -> AsyncIterator[Client]:
    """Open a link from an entry's data, and close it again.

    Raises RouterOSError where there is no connection or the login is refused.
    """
    client = make_client(hass, link_settings(data))
    try:
        await client.open()
        yield client
    finally:
        await client.close()


async def read_access(client: Client, data: Mapping[str, Any]) -> Access:
    """Read the router's identity and what the user may do.

    Raises PermissionDeniedError if required policies are lacking, RouterOSError as any read.
    """
    ask = partial(client.call, timeout=READ_DEADLINE)
    identity = await read_identity(ask)
    policies = await read_policies(ask, data[CONF_USERNAME])
    if policies is not None and (lacking := REQUIRED_POLICIES - policies):
        raise PermissionDeniedError(f"the group lacks {', '.join(sorted(lacking))}")
    return Access(identity=identity, policies=policies)
