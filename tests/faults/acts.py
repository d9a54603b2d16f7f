"""What is done to the faulty router, and to Home Assistant, so that a fault begins or ends."""

from typing import Unpack

from simulator import Fault
from simulator.faults import How
from tests.conftest import latest

from .row import Act
from .world import World


async def stop(world: World) -> None:
    """Take the router away."""
    await world.faulty.stop()


async def start(world: World) -> None:
    """Bring the router back."""
    await world.faulty.start()


async def clear(world: World) -> None:
    """End all faults of the router's."""
    world.faulty.faults.clear()


async def drop(world: World) -> None:
    """Cut all sessions; the router lives on."""
    for session in tuple(world.faulty.sessions):
        session.abort()


def fault(kind: Fault, *, boot: bool = False, cut: int = 0, **how: Unpack[How]) -> Act:
    """Return what switches a fault on, and ends the sessions that are part of it.

    That is all of them with a `boot`, or those beside the first `cut`.
    """

    async def begin(world: World) -> None:
        world.faulty.faults.set(kind, **how)
        if boot:
            world.faulty.reboot()
        for session in world.faulty.sessions[cut:] if cut else ():
            session.abort()

    return begin


def serial(text: str) -> Act:
    """Return what puts a board with another serial number in the router's place."""

    async def change(world: World) -> None:
        world.faulty.set_field("/system/routerboard", {}, {"serial-number": text})
        world.faulty.reboot()

    return change


async def own_serial(world: World) -> None:
    """Bring the router's own board back."""
    await serial(str(world.faulty.profile.serial))(world)


async def reload(world: World) -> None:
    """Start Home Assistant's watching anew."""
    await world.hass.config_entries.async_reload(world.faulty_entry.entry_id)


async def start_without(world: World) -> None:
    """Take the router away, and start Home Assistant's watching anew."""
    await stop(world)
    await reload(world)


async def shut_second_out(world: World) -> None:
    """Let nobody in beside the first, and cut the second connection there is."""
    world.faulty.limit_sessions(1)
    for session in world.faulty.sessions[1:]:
        session.abort()


async def start_with_one(world: World) -> None:
    """Let one connection in, and start Home Assistant's watching anew."""
    world.faulty.limit_sessions(1)
    await reload(world)


async def let_all_in(world: World) -> None:
    """Let as many connections in as a router does that nobody limited."""
    world.faulty.limit_sessions(20)


def say(menu: str, **values: str) -> Act:
    """Return what has the router say other values in a menu."""
    texts = {name.replace("_", "-"): value for name, value in values.items()}

    async def change(world: World) -> None:
        world.faulty.set_field(menu, {}, texts)

    return change


async def renew_certificate(world: World) -> None:
    """Show another certificate from now on."""
    await world.faulty.renew_certificate()


async def watch_over_tls(world: World) -> None:
    """Watch the router over TLS, by the certificate that it shows now."""
    await world.watch_over_tls()
    await world.wait(70)


async def watch_each_minute(world: World) -> None:
    """Poll the router every minute instead of every five seconds."""
    options = {**world.faulty_entry.options, "realtime_interval": 60}
    world.hass.config_entries.async_update_entry(world.faulty_entry, options=options)
    await world.wait(130)


def is_read_each_minute(world: World) -> None:
    """Assert that what is polled every minute is no older than one, and the answer's time."""
    reading = latest(world.faulty_entry, "system.resource")
    assert reading is not None
    assert world.clock() - reading.at < 75
