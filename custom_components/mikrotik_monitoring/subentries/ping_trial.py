"""Pinging a target once, before an owner saves it."""

import asyncio
from functools import partial
import re
from typing import Final

from ..metrics.ping_command import send_packets
from ..metrics.ping_reply import PingSummary, packets
from ..metrics.ping_target import INTERFACE, ROUTING_TABLE, VRF, PingTarget
from ..routeros import Client, RouterOSError, TimedOutError, TrapError

# Seconds for the packets and resolving a name, and for all of it including the wait in the queue.
_DEADLINE: Final = 20.0
_PATIENCE: Final = 30.0

# The errors of a router without such an interface, table or VRF.
_NOT_THERE: Final = re.compile(r"input does not match any value of (\S+)", re.ASCII)
_FIELDS: Final = {"interface": INTERFACE, "routing-table": ROUTING_TABLE, "vrf": VRF}


async def ping_once(client: Client, target: PingTarget) -> tuple[PingSummary, str]:
    """Ping a target; return the result and the target's address.

    Raises RouterOSError when the router refuses or does not respond.
    """
    ask = partial(client.call, timeout=_DEADLINE)
    try:
        async with asyncio.timeout(_PATIENCE):
            rows, _ = await send_packets(ask, (*target.arguments, *target.series))
    except TimeoutError as err:
        raise TimedOutError("the router has been busy with other readings") from err
    sent = list(packets(rows))
    answering = (packet.host for packet in sent if packet.is_answered and packet.host)
    return PingSummary.of(sent), next(answering, target.address)


def field_refused(error: RouterOSError) -> str | None:
    """Return the field whose value a router does not have, None for any other refusal."""
    found = _NOT_THERE.search(str(error)) if isinstance(error, TrapError) else None
    return None if found is None else _FIELDS.get(found[1])
