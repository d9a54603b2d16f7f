"""What is done to the faulty router, and to Home Assistant, so that a fault begins or ends."""

from typing import Unpack

from simulator import Fault
from simulator.faults import How
from tests.conftest import latest

from .row import Act
from .world import World


async def stop(world: World) -> None:
    """Stop the router."""
    await world.faulty.stop()


async def start(world: World) -> None:
    """Start the router again."""
    await world.faulty.start()


async def clear(world: World) -> None:
    """End all faults of the router."""
    world.faulty.faults.clear()


async def drop(world: World) -> None:
    """Cut all sessions; the router keeps running."""
    for session in tuple(world.faulty.sessions):
        session.abort()


def fault(kind: Fault, *, boot: bool = False, cut: int = 0, **how: Unpack[How]) -> Act:
    """Return a function that switches a fault on and ends the sessions that are part of it.

    These are all sessions with `boot`, and all but the first with `cut`.
    """

    async def begin(world: World) -> None:
        world.faulty.faults.set(kind, **how)
        if boot:
            world.faulty.reboot()
        for session in world.faulty.sessions[cut:] if cut else ():
            session.abort()

    return begin


def serial(text: str) -> Act:
    """Return a function that replaces the router by a board with another serial number."""

    async def change(world: World) -> None:
        world.faulty.set_field("/system/routerboard", {}, {"serial-number": text})
        world.faulty.reboot()

    return change


async def own_serial(world: World) -> None:
    """Put the router's own board back."""
    await serial(str(world.faulty.profile.serial))(world)


async def reload(world: World) -> None:
    """Reload the config entry."""
    await world.hass.config_entries.async_reload(world.faulty_entry.entry_id)


async def start_without(world: World) -> None:
    """Stop the router, and reload the config entry."""
    await stop(world)
    await reload(world)


async def shut_second_out(world: World) -> None:
    """Allow one connection only, and cut the second one."""
    world.faulty.limit_sessions(1)
    for session in world.faulty.sessions[1:]:
        session.abort()


async def start_with_one(world: World) -> None:
    """Allow one connection only, and reload the config entry."""
    world.faulty.limit_sessions(1)
    await reload(world)


async def let_all_in(world: World) -> None:
    """Allow as many connections as RouterOS does by default."""
    world.faulty.limit_sessions(20)


def say(menu: str, **values: str) -> Act:
    """Return a function that changes values in a menu of the router."""
    texts = {name.replace("_", "-"): value for name, value in values.items()}

    async def change(world: World) -> None:
        world.faulty.set_field(menu, {}, texts)

    return change


async def renew_certificate(world: World) -> None:
    """Replace the router's certificate."""
    await world.faulty.renew_certificate()


async def watch_over_tls(world: World) -> None:
    """Connect over TLS, and trust the router's current certificate."""
    await world.watch_over_tls()
    await world.wait(70)


async def watch_each_minute(world: World) -> None:
    """Poll the router every minute instead of every five seconds."""
    options = {**world.faulty_entry.options, "realtime_interval": 60}
    world.hass.config_entries.async_update_entry(world.faulty_entry, options=options)
    await world.wait(130)


def is_read_each_minute(world: World) -> None:
    """Assert that the values polled each minute are no older than that and the response time."""
    reading = latest(world.faulty_entry, "system.resource")
    assert reading is not None
    assert world.clock() - reading.at < 75
