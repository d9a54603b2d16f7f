"""`/tool/traceroute` of the simulated router: its table, sent repeatedly."""

import asyncio
from functools import partial

import pytest

from simulator import Host, SimulatedRouter, User

from .conftest import Start
from .wire import DENIED, Wire, logged_in, trapped

type Row = dict[str, str]

TRACE = "/tool/traceroute"
TARGET = "=address=198.51.100.9"


def sections(rows: list[Row]) -> list[list[Row]]:
    """Return the rows of the table each time it was sent."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[".section"], []).append(row)
    return list(found.values())


async def test_the_table_is_told_again(wire: Wire, router: SimulatedRouter) -> None:
    """The last one has all hops, in ms without a unit; one hop says nothing."""
    router.hosts["198.51.100.9"] = Host(round_trip=0.04)
    router.device.pause = partial(asyncio.sleep, 0)
    told = sections(await wire.rows(TRACE, TARGET, "=count=2", "=timeout=10ms"))
    assert len(told) == 3
    assert len(told[0]) < len(told[1]) == len(told[2])
    assert {row["sent"] for row in told[0] + told[1]} == {"1"}
    *others, last = told[-1]
    assert last["address"] == "198.51.100.9"
    assert 40 <= float(last["best"]) <= float(last["avg"]) <= float(last["worst"]) <= 48
    assert last["loss"] == "0"
    [silent] = [row for row in others if not row["address"]]
    assert (silent["last"], silent["loss"], silent["sent"]) == ("timeout", "100", "2")
    assert "avg" not in silent
    assert not [row for row in told[-1] if "error" in row]


@pytest.mark.parametrize(("loss", "hops"), [(1.0, 7), (0.0, 2)])
async def test_a_target_that_is_not_reached(
    wire: Wire, router: SimulatedRouter, loss: float, hops: int
) -> None:
    """After the last allowed hop, each row of the table says so."""
    router.hosts["198.51.100.9"] = Host(round_trip=0.04, loss=loss)
    words = (TRACE, TARGET, "=count=1", f"=max-hops={hops}", "=timeout=10ms")
    told = sections(await wire.rows(*words))
    assert len(told[-1]) == hops
    assert {row["error"] for row in told[-1]} == {"Too many hops"}
    assert "198.51.100.9" not in {row["address"] for row in told[-1]}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["=address=no sense"], "invalid value for argument address"),
        ([TARGET, "=count=x"], "invalid value for argument count"),
        ([TARGET, "=max-hops=0"], "invalid value for argument max-hops"),
        ([TARGET, "=timeout=soon"], "invalid value for argument timeout"),
        ([TARGET, "=vrf=no"], "input does not match any value of vrf"),
    ],
)
async def test_what_makes_no_sense_is_refused(wire: Wire, words: list[str], message: str) -> None:
    """With a word for each."""
    assert await wire.ask(TRACE, *words) == trapped(message, "=category=1")


async def test_it_needs_the_policy_for_tests(router: SimulatedRouter) -> None:
    """As does every command that sends packets."""
    policies = frozenset({"api", "read"})
    router.users["reader"] = User(
        name="reader", password="reader-password", group="r", policies=policies
    )
    async with logged_in(router, "reader") as wire:
        assert await wire.ask(TRACE, TARGET, "=count=1") == DENIED


async def test_it_goes_on_until_it_is_cancelled(wire: Wire) -> None:
    """Without a count it never ends by itself."""
    wire.send(TRACE, TARGET, "=timeout=1ms", ".tag=7")
    await wire.sentence()
    wire.send("/cancel", "=tag=7", ".tag=8")
    while (sentence := await wire.sentence()) != ("!done", ".tag=7"):
        assert sentence is not None


async def test_of_an_old_version(start: Start) -> None:
    """RouterOS 6 has it too, without VRFs."""
    async with logged_in(await start("hap_v6")) as wire:
        assert await wire.rows(TRACE, TARGET, "=count=1", "=timeout=1ms")
        assert await wire.ask(TRACE, TARGET, "=vrf=a") == trapped("unknown parameter")
