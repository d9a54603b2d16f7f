"""The benchmark of a storm: the parts it is made of."""

import json
import os
from pathlib import Path
import subprocess
import sys

import pytest

from benchmarks import storm
from custom_components.mikrotik_monitoring.notifications.settings import Settings
from scripts.home_assistant import StartError

from .test_fleet import WINDOW


def state_of(process: int) -> str:
    """Return the state of a process as the system reports it: T is stopped."""
    text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    return text.rpartition(")")[2].split()[0]


def test_routers_stand_still_for_a_while() -> None:
    """They do not respond, and continue where they were."""
    command = (sys.executable, "-c", "input()")
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:  # noqa: S603 - our own.
        with storm.standing_still(process.pid):
            # Stopping is not waited for.
            _, status = os.waitpid(process.pid, os.WUNTRACED)
            assert os.WIFSTOPPED(status)
            assert state_of(process.pid) == "T"
        assert state_of(process.pid) != "T"
        process.communicate(b"\n")


def test_somebody_is_told(tmp_path: Path) -> None:
    """The stored settings are those that the integration reads."""
    (tmp_path / ".storage").mkdir()
    storm.tell_somebody(tmp_path)
    stored = json.loads((tmp_path / ".storage" / "mikrotik_monitoring.notifications").read_text())
    assert Settings.of(stored["data"]["settings"]).targets == ("action.persistent_notification",)


def test_a_line_for_each_part() -> None:
    """Lags are in milliseconds, messages those of the part."""
    phases = [
        storm.Phase(name="before", window=WINDOW, messages=0, unreachable=0),
        storm.Phase(name="all are lost", window=WINDOW, messages=1, unreachable=100),
    ]
    lines = storm.report(phases).splitlines()
    assert [cell.strip() for cell in lines[3].split("|")[1:-1]] == [
        "all are lost", "10", "1.0", "2.0", "500.0", "10", "100", "1",
    ]  # fmt: skip
    assert len(lines) == 4


def test_that_cannot_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reason is printed, and nothing is written."""

    async def fail(plan: storm.Plan) -> list[storm.Phase]:
        raise StartError(f"no {plan.routers} routers")

    monkeypatch.setattr(storm, "measure", fail)
    assert storm.main(["--routers", "3"]) == 1
    assert "no 3 routers" in capsys.readouterr().err
