"""Calling listeners, each with a guard."""

import logging

import pytest

from custom_components.mikrotik_monitoring.polling.signal import Signal


def test_each_listener_is_called_until_it_leaves() -> None:
    """In the order they came, with what happened."""
    signal, heard = Signal[int]("test"), list[str]()
    leave = signal.connect(lambda number: heard.append(f"a{number}"))
    signal.connect(lambda number: heard.append(f"b{number}"))
    signal.send(1)
    leave()
    signal.send(2)
    assert heard == ["a1", "b1", "b2"]


def test_one_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged once, also where it fails for one group only, and works for others between."""
    signal, heard = Signal[bool]("following the link"), list[bool]()

    def fragile(fails: bool) -> None:
        if fails:
            raise KeyError("surprise")

    signal.connect(fragile)
    signal.connect(heard.append)
    for fails in (True, True, False, True):
        signal.send(fails)
    assert heard == [True, True, False, True]
    (line,) = (
        record
        for record in caplog.records
        if "fragile" in record.message and record.levelno == logging.ERROR
    )
    assert line.message.startswith("following the link: ")
    assert line.message.endswith("failed: KeyError: 'surprise'")
    assert line.exc_info is None


def test_a_listener_may_leave_while_it_is_called() -> None:
    """What has left is not called again."""
    signal, heard = Signal[()]("test"), list[str]()

    def once() -> None:
        heard.append("once")
        leave()

    leave = signal.connect(once)
    signal.send()
    signal.send()
    assert heard == ["once"]
