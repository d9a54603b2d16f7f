"""The check of the journals itself detects a command that does more than read."""

import contextlib
from pathlib import Path

import librouteros
from librouteros.exceptions import LibRouterosError
import pytest

from simulator import SimulatedRouter, load_profile

from . import journals

TESTS = Path(__file__).parent


@pytest.mark.parametrize(
    "words",
    [
        ("/interface/print", "=.proplist=name", "?dynamic=yes", "?#!"),
        ("/interface/print", "=count-only=", ".tag=12"),
        ("/interface/ethernet/monitor", "=numbers=*1", "=once=", "=.proplist=name"),
        ("/interface/lte/info", "=number=lte1", "=once="),
        ("/ping", "=address=192.0.2.1", "=count=3", "=interval=200ms"),
        ("/ping", "=address=a.example", "=count=10", "=interval=1000ms", "=size=1500", "=vrf=a"),
        ("/tool/traceroute", "=address=a.example", "=count=1", "=max-hops=30", "=timeout=10ms"),
        ("/login", "=name=monitor", "=password=***"),
        ("/cancel", "=tag=7"),
        ("/login", "=name=mon=itor\n", "=response=***"),
        ("/ip/route/print", "=.proplist=gateway", "?comment=/system/reboot"),
    ],
)
def test_readings(words: tuple[str, ...]) -> None:
    """Commands that the product sends."""
    assert journals.is_reading(words)


@pytest.mark.parametrize(
    "words",
    [
        ("/system/reboot",),
        ("/interface/set", "=.id=*1", "=disabled=yes"),
        ("/interface/print", "=file=secrets"),
        ("/interface/print", "=interval=1s"),
        ("/interface/ethernet/monitor", "=numbers=*1"),
        ("/interface/lte/info", "=number=lte1", "=once=", "=user-command=AT"),
        ("/ping", "=address=192.0.2.1"),
        ("/ping", "=address=192.0.2.1", "=count=1000000"),
        ("/tool/fetch", "=url=http://192.0.2.1"),
        ("/system/login",),
        ("/print",),
        ("/interface/print", "=.proplist=name", "/system/reboot"),
        ("/interface/print", "=count-only=file=x"),
        ("/interface/monitor-traffic", "=interface=ether1"),
        ("/system/lte/info", "=once="),
        ("/ping", "=address=192.0.2.1", "=count=3", "=interval=1ms"),
        ("/ping", "=address=192.0.2.1", "=count=3", "=size=65535"),
        ("/ping", "=address=192.0.2.1", "=count=3", "=size=1501"),
        ("/tool/traceroute", "=address=192.0.2.1"),
        ("/tool/traceroute", "=address=192.0.2.1", "=count=1", "=max-hops=31"),
        ("/tool/traceroute", "=address=192.0.2.1", "=count=1", "=file=x"),
        ("/cancel", "=tag=7", "/quit"),
    ],
)
def test_no_readings(words: tuple[str, ...]) -> None:
    """Commands that it must never send."""
    assert not journals.is_reading(words)


async def _reboot(router: SimulatedRouter) -> None:
    """Send a command that is no reading to a watched router, and clear its journal."""
    with journals.only_readings() as watch:
        async with watch(router):
            api = await librouteros.async_connect(
                router.host, "admin", "admin-password", port=router.port
            )
            with contextlib.suppress(LibRouterosError):
                async for _ in api("/system/reboot"):
                    pass
            router.journal.clear()


async def test_what_reaches_a_router_fails_the_test() -> None:
    """Whoever sends it, and even if the journal is cleared afterwards."""
    with pytest.raises(AssertionError, match="'/system/reboot'"):
        await _reboot(SimulatedRouter(load_profile("chr")))


def test_readings_pass() -> None:
    """They are written into the journal as usual."""
    router = SimulatedRouter(load_profile("chr"))
    with journals.only_readings() as watch:
        watch(router)
        router.journal.write(time=0, session=1, user="monitor", words=("/system/identity/print",))
    assert [asked.command for asked in router.journal] == ["/system/identity/print"]


def test_every_router_is_watched() -> None:
    """No router that the integration is tested with is started without the check."""
    # Tests of the simulator and of the benchmarks have clients of their own.
    others = {"benchmarks", "scripts", "simulator"}
    texts = {
        path: path.read_text()
        for path in TESTS.rglob("*.py")
        if path.relative_to(TESTS).parts[0] not in others
    }
    starting = {path for path, text in texts.items() if "SimulatedRouter(" in text}
    assert len(starting) >= 6
    assert not {path for path in starting if "journals.only_readings()" not in texts[path]}
