"""The command, and what can be typed while it runs."""

import argparse
import asyncio
from collections.abc import Coroutine
import inspect
from io import StringIO
import os
from pathlib import Path
import runpy
import signal
import sys
from typing import Any

import pytest

from simulator import PROFILE_NAMES, Fault, SimulatedRouter
from simulator.command_line import Wanted, describe, main, parser, run
from simulator.console import Console
from tests.conftest import PATIENCE, wait_for

from .wire import Wire

ROOT = Path(__file__).parents[2]


@pytest.fixture
def output() -> StringIO:
    """Return the output stream."""
    return StringIO()


@pytest.fixture
def console(router: SimulatedRouter, output: StringIO) -> Console:
    """Return a console of one router."""
    return Console({"rb5009": router}, output)


def test_wanted() -> None:
    """A profile's name, and ports."""
    assert Wanted.parse("chr") == Wanted(profile="chr")
    assert Wanted.parse("chr:1:2") == Wanted(profile="chr", port=1, tls_port=2)
    assert Wanted.parse("chr:1") == Wanted(profile="chr", port=1)
    for text in ("nope", "chr:1:2:3", "chr:x"):
        with pytest.raises(argparse.ArgumentTypeError):
            Wanted.parse(text)
    options = parser().parse_args(["--profile", "chr", "--profile", "hap_v6:0:0", "--seed", "3"])
    assert [one.profile for one in options.profile] == ["chr", "hap_v6"]
    assert options.seed == 3


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    """It lists the commands."""
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    assert "rb5009, ccr_isp, hap_v6, chr" in capsys.readouterr().out.replace("\n", " ")


def test_describe(router: SimulatedRouter) -> None:
    """A line has a router's address and login."""
    expected = f"home 127.0.0.1 {router.port} None monitor monitor-password"
    assert describe("home", router) == expected


def test_faults_by_typing(console: Console, router: SimulatedRouter, output: StringIO) -> None:
    """Setting and clearing."""
    console.line("fault rb5009 slow 2 /interface/print")
    console.line("fault * silent")
    slow, silent = router.faults
    assert (slow.fault, slow.seconds, slow.command) == (Fault.SLOW, 2.0, "/interface/print")
    assert (silent.fault, silent.command) == (Fault.SILENT, None)
    console.line("fault rb5009 refuse /x/print place=2 times=3 message=busy")
    refuse = list(router.faults)[-1]
    assert (refuse.command, refuse.place, refuse.times) == ("/x/print", 2, 3)
    assert refuse.message == "busy"
    console.line("clear rb5009")
    assert not list(router.faults)
    assert output.getvalue() == 4 * "ok\n"


def test_changes_by_typing(console: Console, router: SimulatedRouter, output: StringIO) -> None:
    """Rows, counters and the whole router."""
    for line in (
        "set rb5009 /interface name=ether2 comment=typed",
        "add rb5009 /ip/pool name=guests ranges=10.0.0.1",
        "remove rb5009 /ip/pool name=lan",
        "reset-counters rb5009 ether2",
    ):
        console.line(line)
    assert router.rows("/interface")[1]["comment"] == "typed"
    assert [row["name"] for row in router.rows("/ip/pool")] == ["guests"]
    assert router.counter("ether2", "rx-byte") == 0
    assert router.counter("ether3", "rx-byte") > 0
    console.line("reset-counters rb5009")
    assert router.counter("ether3", "rx-byte") == 0
    console.line("reboot rb5009")
    assert router.rows("/system/resource")[0]["uptime"] == "0s"
    assert output.getvalue() == "ok\n" * 6


async def test_journal_by_typing(
    console: Console, router: SimulatedRouter, output: StringIO, wire: Wire
) -> None:
    """The number of times each command was sent."""
    await wire.ask("/interface/print")
    await wire.ask("/interface/print")
    console.line("journal rb5009")
    assert output.getvalue() == "     2 /interface/print\n     1 /login\nok\n"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("help", "Commands;"),
        ("nonsense", "Commands;"),
        ("fault", "Commands;"),
        ("fault nope silent", "error: \"no router 'nope', there are rb5009\""),
        ("fault rb5009 nonsense", "error: 'nonsense' is not a valid Fault"),
        ("fault rb5009 silent colour=red", "error: 'colour'"),
        ("fault rb5009", "error: list index out of range"),
        ("reboot rb5009 soon", "error: could not convert string to float: 'soon'"),
        ("", ""),
    ],
)
def test_typing_errors(console: Console, output: StringIO, line: str, answer: str) -> None:
    """The mistake is named."""
    console.line(line)
    assert output.getvalue().replace("error: no", 'error: "no').startswith(answer[:20])


async def test_run(monkeypatch: pytest.MonkeyPatch, output: StringIO) -> None:
    """It runs what is typed, and goes on when input ends."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as typed, os.fdopen(writing, "w") as keyboard:
        monkeypatch.setattr(sys, "stdin", typed)
        wanted = [Wanted(profile="chr"), Wanted(profile="rb5009")]
        task = asyncio.create_task(run(wanted, seed=1, copies=1, output=output))
        keyboard.write("fault chr silent\nclear chr\n")
        keyboard.close()
        await wait_for(lambda: output.getvalue().count("ok\n") == 2)
        assert not task.done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    ports = [int(line.split()[2]) for line in output.getvalue().splitlines()[:2]]
    with pytest.raises(ConnectionRefusedError):
        await Wire.connect("127.0.0.1", ports[0])


async def test_run_without_keyboard(monkeypatch: pytest.MonkeyPatch, output: StringIO) -> None:
    """A service has no standard input."""
    monkeypatch.setattr(sys, "stdin", StringIO())
    task = asyncio.create_task(run([Wanted(profile="chr")], seed=0, copies=1, output=output))
    await wait_for(lambda: output.getvalue().startswith("chr 127.0.0.1"))
    [_, host, port, *_] = output.getvalue().split()
    (await Wire.connect(host, int(port))).close()
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a profile all are started; Ctrl-C is no error."""
    started: list[str] = []

    def run_until_interrupted(work: Coroutine[Any, Any, None]) -> None:
        wanted = inspect.getcoroutinelocals(work)["wanted"]
        started.extend(one.profile for one in wanted)
        work.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(asyncio, "run", run_until_interrupted)
    main([])
    assert started == list(PROFILE_NAMES)


def test_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m simulator` is the command."""
    monkeypatch.setattr(sys, "argv", ["simulator", "--help"])
    with pytest.raises(SystemExit):
        runpy.run_module("simulator", run_name="__main__")


async def test_program() -> None:
    """It starts routers, prints their addresses, runs commands, and Ctrl-C ends it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "simulator", "--profile", "chr", "--profile", "chr", "--copies", "2"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    lines = [(await process.stdout.readline()).decode().split() for _ in range(4)]
    assert [line[0] for line in lines] == ["chr", "chr-1", "chr-2", "chr-3"]
    systems = set()
    for _, host, port, _tls, user, password in lines:
        wire = await Wire.connect(host, int(port))
        assert await wire.login(user, password) == [("!done",)]
        systems.add((await wire.rows("/system/license/print"))[0]["system-id"])
        wire.close()
    assert len(systems) == 4
    process.stdin.write(b"fault chr refuse /system/identity/print\n")
    assert await process.stdout.readline() == b"ok\n"
    process.stdin.close()
    wire = await Wire.connect(lines[0][1], int(lines[0][2]))
    await wire.login()
    assert (await wire.ask("/system/identity/print"))[0][0] == "!trap"
    wire.close()
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
