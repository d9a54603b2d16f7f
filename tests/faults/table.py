"""The kinds of faults: what happens, how it is seen, how long that takes, what it costs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from simulator import Fault

from .world import World

type Act = Callable[[World], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class FaultRow:
    """One kind of fault; its times are bounds in seconds of the simulated clocks.

    ``states`` are what *API connection* shows meanwhile, the last one for good. Where the link
    stays up, ``costs`` are the metrics that may be unavailable: a key stands for all that begin
    with it. ``says`` are parts of the lines in the log, each written once, and ``logins`` what the
    router sees in an hour of it at most.
    """

    key: str
    world: str
    seen: str
    begin: Act = field(repr=False)
    end: Act = field(repr=False)
    says: tuple[str, ...]
    seen_within: float
    back_within: float
    logins: int
    states: tuple[str, ...] = ("connected",)
    costs: tuple[str, ...] = ()
    # What the log says when it is over; nothing where a person's settings begin anew.
    over: tuple[str, ...] = ("",)
    # Whether the router is watched over TLS, by the fingerprint of its certificate.
    over_tls: bool = False

    @property
    def costs_the_link(self) -> bool:
        """Return whether nothing of the router is known meanwhile."""
        return "connected" not in self.states


async def _stop(world: World) -> None:
    await world.faulty.stop()


async def _start(world: World) -> None:
    await world.faulty.start()


async def _clear(world: World) -> None:
    world.faulty.faults.clear()


def _set(fault: Fault, command: str | None = None, message: str = "", *, boot: bool = False) -> Act:
    """Return what switches a fault on, and ends the sessions there are if that is part of it."""

    async def begin(world: World) -> None:
        world.faulty.faults.set(fault, command=command, message=message)
        if boot:
            world.faulty.reboot()

    return begin


def _serial(text: str) -> Act:
    """Return what puts a board with another serial number in the router's place."""

    async def change(world: World) -> None:
        world.faulty.set_field("/system/routerboard", {}, {"serial-number": text})
        world.faulty.reboot()

    return change


async def _own_serial(world: World) -> None:
    await _serial(str(world.faulty.profile.serial))(world)


async def _start_without(world: World) -> None:
    """Take the router away, and start Home Assistant's watching anew."""
    await world.faulty.stop()
    await world.hass.config_entries.async_reload(world.faulty_entry.entry_id)


async def _shut_second_out(world: World) -> None:
    """Let nobody in beside the first, as with `max-sessions=1`, and cut the second there is."""
    world.faulty.faults.set(Fault.HANG_UP, place=2)
    for session in world.faulty.sessions[1:]:
        session.abort()


async def _renew_certificate(world: World) -> None:
    await world.faulty.renew_certificate()


async def _confirm_certificate(world: World) -> None:
    """Confirm the certificate that is there, as a person does with *Reconfigure*."""
    await world.watch_over_tls()


_LOST: Final = "link lost: "
_HEALTH: Final = "/system/health/print"
_TRACKING: Final = "/ip/firewall/connection/tracking/print"
_CONNECTIONS: Final = ("connection.", "score")

FAULTS: Final = (
    FaultRow(
        key="unreachable",
        world="The router is off, or a cable is cut: connections are refused or the name is gone.",
        seen="*Reachable* is off, *API connection* says *No connection*; all else is unavailable.",
        begin=_stop,
        end=_start,
        states=("unreachable",),
        says=("link lost: ",),
        seen_within=5,
        back_within=65,
        logins=0,
    ),
    FaultRow(
        key="silent",
        world="The router is overloaded, or a firewall drops the packets: nothing is answered.",
        seen="As above, after two deadlines; then *API connection* says *No answer in time*.",
        begin=_set(Fault.SILENT),
        end=_clear,
        states=("unreachable", "timed_out"),
        says=("link lost: ",),
        seen_within=40,
        back_within=75,
        logins=150,
    ),
    FaultRow(
        key="refused_command",
        world="The router refuses one command for a reason of its own.",
        seen="What that command reads is unavailable, with the reason in the diagnostics.",
        begin=_set(Fault.REFUSE, _TRACKING, "failure: timeout"),
        end=_clear,
        costs=_CONNECTIONS,
        says=("reading connection.tracking failed: failure: timeout",),
        seen_within=15,
        back_within=10,
        logins=0,
    ),
    FaultRow(
        key="silent_command",
        world="The router answers all but one command.",
        seen="What that command reads is unavailable, with the reason in the diagnostics.",
        begin=_set(Fault.SILENT, _TRACKING),
        end=_clear,
        costs=_CONNECTIONS,
        says=("reading connection.tracking failed: no answer to ",),
        seen_within=25,
        back_within=15,
        logins=0,
    ),
    FaultRow(
        key="menu_refused",
        world="A menu that was there is gone, or the user may not read it any more.",
        seen=(
            "What is in it is unavailable at once; it is asked again after 1, 5 and 15 minutes, "
            "then every hour. A policy that is missing for longer than a minute is a repair."
        ),
        begin=_set(Fault.REFUSE, _HEALTH, "not enough permissions (9)"),
        end=_clear,
        costs=("health.", "score"),
        says=("reading health.sensors failed: not enough permissions",),
        seen_within=65,
        back_within=3600,
        logins=0,
    ),
    FaultRow(
        key="away_at_start",
        world="The router is away when Home Assistant starts.",
        seen=(
            "*Reachable* is off and *API connection* says why; all else waits, unavailable, with "
            "its history. Views and fleet are there."
        ),
        begin=_start_without,
        end=_start,
        states=("unreachable",),
        says=("no link: ",),
        seen_within=5,
        back_within=65,
        logins=0,
    ),
    FaultRow(
        key="second_connection",
        world="The router lets nobody in beside the first connection, such as `max-sessions=1`.",
        seen="What is long is unavailable: pings, connections by protocol, big tables.",
        begin=_shut_second_out,
        end=_clear,
        costs=("ping.", "connection.", "uplink.", "queue.", "bgp.", "route", "score"),
        says=("the second connection",),
        seen_within=70,
        back_within=420,
        logins=0,
    ),
    FaultRow(
        key="refused_login",
        world="The user or the password was changed on the router.",
        seen=(
            "*API connection* says *Login refused*; after three refusals within three minutes or "
            "more, Home Assistant asks for the login."
        ),
        begin=_set(Fault.WRONG_PASSWORD, boot=True),
        end=_clear,
        states=("unreachable", "authentication"),
        says=(_LOST, "no link: "),
        seen_within=5,
        back_within=310,
        logins=14,
    ),
    FaultRow(
        key="other_router",
        world="Another router is behind the address.",
        seen="A repair names both, *API connection* says *Another router*; nothing of it is read.",
        begin=_serial("SWAPPED"),
        end=_own_serial,
        states=("unreachable", "other_router"),
        says=(_LOST, "no link: another router answers: "),
        seen_within=5,
        back_within=310,
        logins=14,
    ),
    FaultRow(
        key="unidentified",
        world="The router does not say the id it is known by, such as its serial number.",
        seen="*API connection* says *Router not identified*; nothing of it is read.",
        begin=_set(Fault.REFUSE, "/system/routerboard/print", "failure: busy", boot=True),
        end=_clear,
        states=("unreachable", "unidentified"),
        says=(_LOST, "no link: home-rb5009 does not say its id"),
        seen_within=5,
        back_within=310,
        logins=14,
    ),
    FaultRow(
        key="certificate",
        world="The router shows another certificate than the confirmed one.",
        seen=(
            "A repair shows the new fingerprint, *API connection* says *Another certificate*; no "
            "password is sent. It is back when the new one is confirmed."
        ),
        begin=_renew_certificate,
        end=_confirm_certificate,
        states=("unreachable", "fingerprint"),
        says=(_LOST, "no link: the router shows another certificate: "),
        over=(),
        over_tls=True,
        seen_within=5,
        back_within=5,
        logins=0,
    ),
)
