"""A watch session: test the connection, then poll as Home Assistant does, and print it all."""

import argparse
import asyncio
from collections.abc import Coroutine
import contextlib
import signal
import sys

from custom_components.mikrotik_monitoring.connection_test.report import Report
from custom_components.mikrotik_monitoring.connection_test.running import ConnectionTest
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.catalogue import Catalogue
from custom_components.mikrotik_monitoring.routeros import (
    Client,
    LinkSettings,
    RouterOSError,
    TlsMode,
    fetch_fingerprint,
)
from scripts.watch_output import Output
from scripts.watch_polling import Polled

_LOOK_DEADLINE = 10.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


async def watch(options: argparse.Namespace, password: str) -> int:
    """Watch a router until the time is over or a signal ends it; return the exit code."""
    output = Output(sys.stdout)
    try:
        settings = _settings(options, password)
    except OSError as err:
        output.say(f"The certificate of the authority cannot be read: {err}")
        return 1
    report = await _test(settings, output)
    if report.failure is not None:
        return 1
    return await _watch(settings, output, options)


def _settings(options: argparse.Namespace, password: str) -> LinkSettings:
    return LinkSettings(
        host=options.host,
        port=options.port,
        username=options.user,
        password=password,
        tls=TlsMode(options.tls),
        ca=None if options.ca is None else options.ca.read_text(encoding="utf-8"),
        fingerprint=options.fingerprint,
    )


async def show_fingerprint(options: argparse.Namespace) -> int:
    """Show the certificate's fingerprint for a person to compare; nothing is sent."""
    output = Output(sys.stdout)
    try:
        shown = await fetch_fingerprint(options.host, options.port, _LOOK_DEADLINE)
    except RouterOSError as err:
        output.say(str(err))
        return 1
    output.say("The router shows a certificate with this SHA-256 fingerprint:")
    output.say(f"    {shown}")
    output.say("Compare it with what the router itself tells: /certificate print detail")
    output.say("If they are the same, call again with: --fingerprint and this.")
    return 1


async def _test(settings: LinkSettings, output: Output) -> Report:
    """Test the connection, and show the result."""
    clock = asyncio.get_running_loop().time
    report = await ConnectionTest(settings, Catalogue("", GROUPS), clock=clock).run()
    output.report(report, settings)
    return report


async def _watch(settings: LinkSettings, output: Output, options: argparse.Namespace) -> int:
    """Poll until the end; show a summary, however it ends."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, ended.set)
    client = Client(settings)
    polled = Polled(client, Catalogue("", GROUPS), settings.host)
    try:
        await client.open()
        if await _until(polled.poll_all(), ended):
            output.monitored(polled)
            output.values(polled)
        if not options.once:
            await _live(polled, output, ended, options.seconds)
    except RouterOSError as err:
        output.say(f"The connection is lost: {err}")
        return 1
    finally:
        await polled.close()
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
    output.summary(polled)
    return 0


async def _live(
    polled: Polled, output: Output, ended: asyncio.Event, seconds: float | None
) -> None:
    """Show values as they arrive, for some seconds or until a signal ends it."""
    polled.on_reading = lambda state: output.reading(polled, state)
    polled.on_link = lambda: output.link(polled)
    output.say("", "Values as they come; Ctrl-C ends it.")
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await _until(polled.go_on(), ended)


async def _until(work: Coroutine[None, None, None], ended: asyncio.Event) -> bool:
    """Run some work unless a signal ends it; return whether it finished, raise its error."""
    task, end = asyncio.create_task(work), asyncio.create_task(ended.wait())
    try:
        await asyncio.wait((task, end), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        return task.done()
    finally:
        for one in (task, end):
            one.cancel()
        await asyncio.gather(task, end, return_exceptions=True)
