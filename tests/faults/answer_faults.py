"""Faults of a reply: they affect the values of that reply, and nothing else."""

from typing import Final

from simulator import ANY_COMMAND, Fault

from .acts import (
    clear,
    fault,
    is_read_each_minute,
    say,
    watch_each_minute,
)
from .row import FaultRow
from .world import STEP

HEALTH: Final = "/system/health/print"
TRACKING: Final = "/ip/firewall/connection/tracking/print"
CONNECTIONS: Final = ("connection.", "score")

ANSWER_FAULTS: Final = (
    FaultRow(
        key="refused_command",
        world="The router refuses one command for a reason of its own.",
        seen="What that command reads is unavailable, with the reason in the diagnostics.",
        begin=fault(Fault.REFUSE, command=TRACKING, message="failure: timeout"),
        end=clear,
        costs=CONNECTIONS,
        says=("reading connection.tracking failed: failure: timeout",),
        seen_within=15,
        back_within=10,
    ),
    FaultRow(
        key="silent_command",
        world="The router answers all but one command.",
        seen="What that command reads is unavailable, with the reason in the diagnostics.",
        begin=fault(Fault.SILENT, command=TRACKING),
        end=clear,
        costs=CONNECTIONS,
        says=("reading connection.tracking failed: no answer to ",),
        seen_within=25,
        back_within=15,
    ),
    FaultRow(
        key="menu_gone",
        world="A menu that was there is gone, such as that of a package.",
        seen=(
            "What is in it is unavailable at once; it is asked again after 1, 5 and 15 minutes, "
            "then every hour."
        ),
        begin=fault(Fault.REFUSE, command=HEALTH, message="no such command prefix"),
        end=clear,
        costs=("health.", "score"),
        says=("reading health.sensors failed: no such command",),
        seen_within=65,
        back_within=3600,
    ),
    FaultRow(
        key="menu_refused_once",
        world="A menu is refused once, and answers again.",
        seen="What is in it is unavailable for a minute.",
        begin=fault(Fault.REFUSE, command=HEALTH, message="no such command prefix", times=1),
        passes=True,
        costs=("health.", "score"),
        says=("reading health.sensors failed: no such command",),
        seen_within=65,
        back_within=65,
    ),
    FaultRow(
        key="policy",
        world="The user may not read a menu any more: a policy was taken from its group.",
        seen=(
            "What needs the policy is unavailable; after a minute a repair names the policy and "
            "the command that grants it."
        ),
        begin=fault(Fault.REFUSE, command=HEALTH, message="not enough permissions (9)"),
        end=clear,
        costs=("health.", "score"),
        says=("reading health.sensors failed: not enough permissions",),
        repair="missing_policy",
        seen_within=65,
        back_within=3600,
    ),
    FaultRow(
        key="slow_router",
        world="The router needs 4.5 s for each command, and is polled every minute.",
        seen="All has values: the deadline of an answer grows with the interval.",
        prepare=watch_each_minute,
        begin=fault(Fault.SLOW, command=ANY_COMMAND, seconds=4.5),
        end=clear,
        always=is_read_each_minute,
        over=(),
        seen_within=5,
        back_within=5,
        lasts=300,
        pace=STEP,
    ),
    FaultRow(
        key="endless_rows",
        world="An answer is longer than that of any router: it does not end.",
        seen="It is ended at 16 MiB or 50,000 rows; what it reads is unavailable, with the reason.",
        begin=fault(Fault.ENDLESS_ROWS, command=HEALTH),
        end=clear,
        costs=("health.", "score"),
        says=("reading health.sensors failed: the reply is longer than ",),
        lasts=120,
        seen_within=65,
        back_within=65,
    ),
    FaultRow(
        key="impossible",
        world="The router tells what cannot be, such as a load of 250 %.",
        seen="That value is unknown; the diagnostics say of which sensor, and how often.",
        begin=say("/system/resource", cpu_load="250"),
        end=say("/system/resource", cpu_load="25"),
        is_unknown=True,
        costs=("system.cpu.load", "score"),
        over=(),
        lasts=300,
        pace=STEP,
        seen_within=5,
        back_within=5,
    ),
)
