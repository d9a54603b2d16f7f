"""Faults of the second connection: they affect long commands, and nothing else."""

from typing import Final

from simulator import Fault

from .acts import clear, fault, let_all_in, shut_second_out, start_with_one
from .row import HOUR, TRY_PACE, FaultRow

# Metrics read over the second connection, and metrics made of these.
LONG: Final = ("ping.", "connection.", "uplink.", "queue.", "bgp.", "route", "score")
# The security check first has to read whether the router has a default route.
LONG_AT_FIRST: Final = (*LONG, "security.")


SECOND_FAULTS: Final = (
    FaultRow(
        key="second_connection",
        world="The router lets nobody in beside the first connection, such as `max-sessions=1`.",
        seen="What is long is unavailable: pings, connections by protocol, big tables.",
        begin=shut_second_out,
        end=let_all_in,
        costs=LONG,
        says=("the second connection ",),
        repair="one_session",
        seen_within=70,
        back_within=420,
    ),
    FaultRow(
        key="second_from_the_start",
        world="The router lets in one connection alone when Home Assistant starts.",
        seen="What is long is unavailable; all else is there at once.",
        begin=start_with_one,
        end=let_all_in,
        costs=LONG_AT_FIRST,
        says=("the second connection cannot be opened: the router closed ",),
        repair="one_session",
        seen_within=20,
        back_within=130,
        logins=1,
    ),
    FaultRow(
        key="second_reset",
        world="A firewall resets the second connection.",
        seen="What is long is unavailable, with the reason in the diagnostics.",
        begin=fault(Fault.RESET, place=2, cut=1),
        end=clear,
        costs=LONG,
        says=("the second connection ",),
        repair="one_session",
        seen_within=70,
        back_within=420,
        logins=75,
        lasts=HOUR,
    ),
    FaultRow(
        key="second_silent",
        world="The second connection is silent.",
        seen="What is long is unavailable, with the reason in the diagnostics.",
        begin=fault(Fault.SILENT, place=2),
        end=clear,
        costs=LONG,
        says=("the second connection was lost: the router stays silent",),
        seen_within=130,
        back_within=420,
        logins=75,
        lasts=HOUR,
        pace=TRY_PACE,
    ),
    FaultRow(
        key="second_refused",
        world="The router refuses the login of the second connection alone.",
        seen=(
            "What is long is unavailable; after three refusals Home Assistant asks for the login, "
            "until it is given."
        ),
        begin=fault(Fault.WRONG_PASSWORD, place=2, cut=1),
        end=clear,
        costs=LONG,
        says=("the second connection ",),
        repair="config_entry_reauth",
        repair_stays=True,
        seen_within=70,
        back_within=420,
        logins=14,
        lasts=HOUR,
    ),
)
