"""Monitoring a router from a terminal: the command itself, with a simulated router."""

import argparse
import asyncio
from collections.abc import AsyncIterator
import os
from pathlib import Path
import shutil
import signal
import sys

import pytest

from scripts import watch_router
from scripts.watch_session import show_fingerprint, watch
from simulator import PROFILE_NAMES, Fault, SimulatedRouter, load_profile
from tests import journals
from tests.conftest import PASSWORD, USER, wait_for

from .command import ROOT, command

# Characters that a person can look through, even from an edge router with 1000 interfaces.
MOST_OUTPUT = 40_000
SHOWN = "Values as they come"


@pytest.fixture(autouse=True)
def _real_sockets(socket_enabled: None) -> None:
    """Let the command reach the router; there is no Home Assistant."""


async def _at_once(_: float) -> None:
    """Let the packets of a ping be sent without a pause."""
    await asyncio.sleep(0)


@pytest.fixture
async def router() -> AsyncIterator[SimulatedRouter]:
    """Return a router on its own clock."""
    with journals.only_readings() as watched:
        async with watched(SimulatedRouter(load_profile("rb5009"), pause=_at_once)) as router:
            yield router


class Watching:
    """The running command; its output is kept."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Begin to read its output."""
        self.process = process
        self.output = ""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.output += line.decode()

    async def ended(self) -> int:
        """Wait for its end; return its exit code. The password must not be in the output."""
        code = await self.process.wait()
        await self._reading
        assert PASSWORD not in self.output
        return code


async def start(router: SimulatedRouter, *words: str, port: int | None = None) -> Watching:
    """Start the command, and type the password."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "scripts.watch_router",
        router.host,
        f"--port={port or router.port}",
        f"--user={USER}",
        *words,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdin is not None
    process.stdin.write(f"{PASSWORD}\n".encode())
    process.stdin.close()
    return Watching(process)


def seen_by_others(pid: int) -> bytes:
    """Return what others on the machine can see of a process: arguments and environment."""
    return b"".join(Path(f"/proc/{pid}/{name}").read_bytes() for name in ("cmdline", "environ"))


async def test_until_ctrl_c(router: SimulatedRouter) -> None:
    """It shows the identity, what may be read and monitored, values, and a summary."""
    watching = await start(router)
    await wait_for(lambda: SHOWN in watching.output)
    assert PASSWORD.encode() not in seen_by_others(watching.process.pid)
    polls = len(router.journal.commands("/interface/print"))
    await wait_for(lambda: len(router.journal.commands("/interface/print")) > polls)
    watching.process.send_signal(signal.SIGINT)
    assert await watching.ended() == 0
    test, monitored, values, live = (
        watching.output.index(text)
        for text in ("✓ Router: home-rb5009", "would be monitored:", "take two readings", SHOWN)
    )
    summary = watching.output.index("Watched for")
    assert test < monitored < values < live < summary
    text = watching.output
    assert "✓ Policies: api, read, test" in text
    assert "interface.traffic: ether1 · Uplink Telia 1G: RX unknown" in text[values:live]
    assert "system.resource: CPU " in text[values:live]
    assert " s old)" in text[live:summary]
    assert "interface.poe: this router has no such menu" in text[summary:]
    assert "failed reads: none" in text[summary:]
    assert "Traceback" not in text
    await wait_for(lambda: not router.sessions)


async def test_once(router: SimulatedRouter) -> None:
    """Everything is read once; of Home Assistant only constants and types are needed."""
    assert router.certificate is not None
    confirmed = f"--fingerprint={router.certificate.fingerprint}"
    watching = await start(router, "--once", confirmed, port=router.tls_port)
    assert await watching.ended() == 0
    assert f"CN={router.profile.serial}" in watching.output
    assert SHOWN not in watching.output
    assert "polls: realtime 1, short 1, medium 1, long 1" in watching.output


def options_for(router: SimulatedRouter, *words: str) -> argparse.Namespace:
    """Return the options that the command parses."""
    typed = [router.host, f"--port={router.port}", f"--user={USER}", *words]
    return watch_router.complete(watch_router.parser().parse_args(typed))


async def test_some_seconds(router: SimulatedRouter, capsys: pytest.CaptureFixture[str]) -> None:
    """It ends by itself, cleanly; what is unavailable is listed with its reason."""
    router.faults.set(Fault.REFUSE, command="/ip/arp/print", message="failure: busy")
    denied = "not enough permissions (9)"
    router.faults.set(Fault.REFUSE, command="/ip/dhcp-server/print", message=denied)
    assert await watch(options_for(router, "--seconds=0"), PASSWORD) == 0
    output = capsys.readouterr().out
    assert SHOWN in output
    summary = output[output.index("Watched for") :]
    assert "dhcp: the user's group lacks the policy read" in summary
    assert "  arp: failure: busy" in summary
    assert "failed reads: arp 1" in summary


@pytest.mark.parametrize("profile", PROFILE_NAMES)
async def test_every_router(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each can be monitored, and no reading fails or is unknown for other reasons."""
    with journals.only_readings() as watched:
        async with watched(SimulatedRouter(load_profile(profile), pause=_at_once)) as router:
            assert await watch(options_for(router, "--once"), PASSWORD) == 0
    output = capsys.readouterr().out
    assert "interface.traffic: " in output
    assert "failed reads: none" in output
    assert len(output) < MOST_OUTPUT


async def test_a_wrong_password(
    router: SimulatedRouter, capsys: pytest.CaptureFixture[str]
) -> None:
    """The failed step is named, with a remedy."""
    assert await watch(options_for(router), "wrong-password") == 1
    output = capsys.readouterr().out
    assert "✗ Login: The router rejects the username or the password." in output
    assert '/user print detail where name="monitor"' in output
    assert "wrong-password" not in output
    assert "Watched for" not in output


async def test_a_link_that_is_lost(
    router: SimulatedRouter, capsys: pytest.CaptureFixture[str]
) -> None:
    """The loss and the return are reported; then everything is read again."""
    watching = asyncio.create_task(watch(options_for(router), PASSWORD))
    written = ""

    def has_written(text: str) -> bool:
        nonlocal written
        written += capsys.readouterr().out
        return text in written

    await wait_for(lambda: has_written(SHOWN))
    before = len(router.journal.commands("/system/license/print"))
    for session in tuple(router.sessions):
        session.abort()
    await wait_for(lambda: has_written("Not connected: "))
    await wait_for(lambda: has_written("\nConnected."))
    await wait_for(lambda: len(router.journal.commands("/system/license/print")) >= before + 2)
    os.kill(os.getpid(), signal.SIGINT)
    assert await watching == 0
    assert has_written("Watched for")


async def test_a_certificate_that_is_not_confirmed_yet(
    router: SimulatedRouter, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is shown, and nothing is sent."""
    assert router.certificate is not None
    options = options_for(router, "--tls=fingerprint", f"--port={router.tls_port}")
    assert watch_router.asks_for_fingerprint(options)
    assert await show_fingerprint(options) == 1
    assert router.certificate.fingerprint in capsys.readouterr().out
    await wait_for(lambda: not router.sessions)
    assert not router.journal
    await router.stop()
    assert await show_fingerprint(options) == 1
    assert "no connection to" in capsys.readouterr().out


async def test_an_authority_that_is_not_there(
    router: SimulatedRouter, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is named."""
    assert await watch(options_for(router, "--ca=nowhere.pem"), PASSWORD) == 1
    assert "nowhere.pem" in capsys.readouterr().out
    assert not router.connections


async def test_it_needs_little_of_home_assistant() -> None:
    """Neither the recorder nor the dashboard's parts are imported."""
    program = (
        "import sys; from scripts.watch_router import use_bare_package; use_bare_package(); "
        "import scripts.watch_session; print(*sys.modules)"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    imported = set(output.decode().split())
    assert "custom_components.mikrotik_monitoring.polling.reader" in imported
    for name in ("recorder", "lovelace", "frontend"):
        assert f"homeassistant.components.{name}" not in imported
    assert "custom_components.mikrotik_monitoring.dashboard" not in imported


@pytest.mark.parametrize(
    ("words", "tls", "port"),
    [
        ([], "off", 8728),
        (["--ca=x.pem"], "ca", 8729),
        (["--fingerprint=AA"], "fingerprint", 8729),
        (["--tls=unverified", "--port=1"], "unverified", 1),
    ],
)
def test_what_follows_from_the_rest(words: list[str], tls: str, port: int) -> None:
    """The TLS mode from the arguments, the port from that."""
    options = watch_router.complete(watch_router.parser().parse_args(["router.lan", *words]))
    assert (options.tls, options.port, options.user) == (tls, port, "homeassistant")


def test_a_password_is_no_argument(capsys: pytest.CaptureFixture[str]) -> None:
    """There is no option for it."""
    with pytest.raises(SystemExit):
        watch_router.parser().parse_args(["router.lan", "--password=x"])
    assert "unrecognized arguments" in capsys.readouterr().err


def test_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The password is asked for without an echo; Ctrl-C there ends it."""
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        raise KeyboardInterrupt

    monkeypatch.setattr(watch_router, "getpass", ask)
    monkeypatch.setattr(sys, "stdin", argparse.Namespace(isatty=lambda: True))
    assert watch_router.main(["router.lan", "--user=me"]) == 1
    assert asked == ["Password of me on router.lan: "]


async def test_the_script(tmp_path: Path) -> None:
    """It prepares what it needs, and passes arguments on; paths are relative to the caller's."""
    clone, elsewhere = tmp_path / "clone", tmp_path / "elsewhere"
    for folder in (clone / "scripts", clone / ".venv/bin", elsewhere):
        folder.mkdir(parents=True)
    shutil.copy(ROOT / "scripts/watch", clone / "scripts")
    (clone / "scripts/setup").write_text("#!/bin/sh\necho prepared\n")
    (clone / ".venv/bin/python").write_text('#!/bin/sh\npwd\necho "$PYTHONPATH"\necho "$@"\n')
    for program in ("scripts/setup", ".venv/bin/python"):
        (clone / program).chmod(0o755)
    outcome = await command(clone / "scripts/watch", "router.lan", "--ca=own.pem", cwd=elsewhere)
    assert (outcome.code, outcome.errors) == (0, "")
    prepared, where, path, words = outcome.output.splitlines()
    assert (prepared, Path(where)) == ("prepared", elsewhere)
    assert path == f"{clone}/scripts/.."
    assert words == "-P -m scripts.watch_router router.lan --ca=own.pem"
