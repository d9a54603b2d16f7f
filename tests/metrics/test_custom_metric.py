"""Custom metrics: the commands they send, and the values they make of the replies."""

from collections.abc import Mapping
from typing import Any

import pytest

from custom_components.mikrotik_monitoring.metrics.custom_metric import (
    CustomGroup,
    CustomMetric,
    group_of,
    make,
)
from custom_components.mikrotik_monitoring.metrics.custom_rows import CustomRow
from custom_components.mikrotik_monitoring.metrics.custom_spec import (
    MOST_ROWS,
    CustomSpec,
    SpecError,
    field_of,
    menu_of,
    query_words,
)
from custom_components.mikrotik_monitoring.metrics.model import (
    TIERS,
    Graph,
    MetricValue,
    OwnGraph,
    Query,
    Reading,
)
from custom_components.mikrotik_monitoring.routeros import Command, Row

DATA: dict[str, Any] = {
    "menu": "/ip/firewall/filter",
    "how": "sum",
    "field": "bytes",
    "kind": "octets",
    "state_class": "measurement",
    "tier": "short",
    "graph": "own",
}
QUEUES = {**DATA, "menu": "/queue/simple", "how": "rows", "field": "bytes/2", "name_field": "name"}


def made(**changes: Any) -> CustomGroup:
    """Return the group of some data."""
    return group_of("01ID", "Mine", CustomSpec.of({**DATA, **changes}))


class Asked:
    """Replies to prints with rows and to counts with their number, and records the commands."""

    def __init__(self, rows: list[Row], *, count: str | None = None) -> None:
        """Store the rows, and another number of them where one is given."""
        self.rows = rows
        self.count = count
        self.commands: list[Command] = []

    async def __call__(self, command: Command, **options: Any) -> list[Row]:
        """Return the reply to a command."""
        self.commands.append(command)
        if (on_turn := options.get("on_turn")) is not None:
            on_turn()
        if dict(command.arguments):
            return [{"ret": self.count or str(len(self.rows))}]
        return [dict(row) for row in self.rows]


async def read(
    group: CustomGroup, ask: Asked, before: Reading[CustomRow] | None = None, **more: Any
) -> Reading[CustomRow]:
    """Let a group read, a minute after the previous reading."""
    at = 0.0 if before is None else before.at + 60
    rows = await group.read(Query(ask=ask, keys=group.keys, before=before, **more))
    return Reading(
        at=at,
        rows={name: row for name, row in rows.items() if row is not None},
        listed=rows.keys(),
    )


def value_of(
    group: CustomGroup, now: Reading[CustomRow], before: Reading[CustomRow] | None = None
) -> dict[str, MetricValue]:
    """Return the values of the group's metric by instance."""
    (metric,) = group.metrics
    return {name: metric.value(name, now, before) for name in now.rows}


def rows_of(field: str, **texts: str) -> list[Row]:
    """Return rows with one field, by their names, which are also their ids."""
    return [
        {".id": f"*{name}", "name": name, "comment": name, field: text}
        for name, text in texts.items()
    ]


@pytest.mark.parametrize(
    ("how", "texts", "expected"),
    [
        ("sum", ["1", "2", "39"], 42),
        ("sum", [], 0),
        ("sum", ["x"], None),
        ("maximum", ["1", "39", "2"], 39),
        ("maximum", ["x"], None),
        ("value", ["7"], 7),
        ("value", ["x"], None),
        ("value", ["1", "2"], None),
    ],
)
async def test_what_is_made_of_rows(how: str, texts: list[str], expected: int | None) -> None:
    """The sum of no rows is zero; what is no number is unknown."""
    group = made(how=how)
    rows = rows_of("bytes", **dict(zip("abc", texts, strict=False)))
    reading = await read(group, ask := Asked(rows))
    assert value_of(group, reading) == {"": expected}
    (command,) = ask.commands
    assert command.proplist == (".id", "bytes")


@pytest.mark.parametrize("how", ["value", "maximum"])
async def test_without_rows_there_is_nothing(how: str) -> None:
    """There is no row to read, so the sensor is unavailable."""
    reading = await read(made(how=how), Asked([]))
    assert not reading.rows


async def test_why_a_value_is_not_known() -> None:
    """It is in diagnostics."""
    group = made(how="value")
    reading = await read(group, Asked(rows_of("bytes", a="1", b="2")))
    assert group.remarks(reading.rows[""]) == ("2 rows",)
    assert group.remarks(CustomRow(value=1)) == ()


async def test_a_sensor_per_row() -> None:
    """Each has its row's name; without a name there is none, and two alike are both unknown."""
    group = made(**QUEUES)
    rows = rows_of("bytes", a="1/10", b="2/20")
    rows += [{".id": "*9", "name": "", "bytes": "9/9"}, {".id": "*8", "bytes": "9/9"}]
    reading = await read(group, ask := Asked([*rows, {**rows[1], ".id": "*7"}]))
    assert value_of(group, reading) == {"a": 10, "b": None}
    assert group.remarks(reading.rows["b"]) == ("2 rows are called b",)
    assert ask.commands[0].proplist == (".id", "name", "bytes")
    assert group.has_instances


async def test_a_number_of_rows() -> None:
    """The router counts; nothing is printed."""
    group = made(how="count", field="", query=["chain=input", "disabled=no"])
    reading = await read(group, ask := Asked([], count="17"))
    assert value_of(group, reading) == {"": 17}
    (command,) = ask.commands
    assert command.words() == (
        "/ip/firewall/filter/print",
        "=count-only=",
        "?chain=input",
        "?disabled=yes",
        "?#!",
    )


async def test_a_rate_is_that_of_the_rows_there_were() -> None:
    """A row that comes with a high counter is no growth, nor is one that goes."""
    group = made(rate=True)
    first = await read(group, Asked(rows_of("bytes", a="100", b="1000", c="5")))
    assert value_of(group, first) == {"": None}
    more = rows_of("bytes", a="160", b="1060", d="987654321")
    second = await read(group, Asked(more), first)
    assert value_of(group, second, first) == {"": pytest.approx(2.0)}


async def test_a_counter_that_starts_again_has_no_rate() -> None:
    """Neither zero nor a spike is true; the next reading has a rate."""
    group = made(rate=True)
    first = await read(group, Asked(rows_of("bytes", a="100", b="1000")))
    second = await read(group, Asked(rows_of("bytes", a="3", b="1060")), first)
    assert value_of(group, second, first) == {"": None}
    third = await read(group, Asked(rows_of("bytes", a="63", b="1120")), second)
    assert value_of(group, third, second) == {"": pytest.approx(2.0)}


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({}, {}, 0),
        ({"a": "5"}, {}, 0),
        ({}, {"a": "5"}, None),
        ({"a": "5"}, {"b": "9"}, None),
        ({"a": "5"}, {"a": "x"}, None),
        ({"a": "2.5"}, {"a": "3.5"}, None),
        ({"a": "5"}, {"a": str(2**64)}, None),
    ],
)
async def test_what_has_a_rate(
    before: Mapping[str, str], now: Mapping[str, str], expected: float | None
) -> None:
    """Whole numbers of rows that were there before; of no rows there is no growth."""
    group = made(rate=True, kind="number")
    first = await read(group, Asked(rows_of("bytes", **before)))
    second = await read(group, Asked(rows_of("bytes", **now)), first)
    assert value_of(group, second, first) == {"": expected}


async def test_a_rate_of_each_row() -> None:
    """One that has just come has none yet."""
    group = made(**{**QUEUES, "rate": True})
    first = await read(group, Asked(rows_of("bytes", a="0/100")))
    second = await read(group, Asked(rows_of("bytes", a="0/220", b="0/7")), first)
    assert value_of(group, second, first) == {"a": pytest.approx(2.0), "b": None}
    assert group.compared == group.keys


async def test_a_unit_is_converted_to() -> None:
    """Octets per second become bit/s, durations days; values without a unit stay as they are."""
    rate = made(rate=True, device_class="data_rate", unit="bit/s")
    first = await read(rate, Asked(rows_of("bytes", a="0")))
    second = await read(rate, Asked(rows_of("bytes", a="60")), first)
    assert value_of(rate, second, first) == {"": pytest.approx(8.0)}
    age = made(how="maximum", kind="duration", device_class="duration", unit="d")
    reading = await read(age, Asked(rows_of("bytes", a="1d12h")))
    assert value_of(age, reading) == {"": pytest.approx(1.5)}
    plain = made(kind="number", unit="Mbit/s")
    reading = await read(plain, Asked(rows_of("bytes", a="3")))
    assert value_of(plain, reading) == {"": 3}


async def test_a_long_menu_is_not_printed() -> None:
    """It is counted first in each full read; rows that had sensors are not gone meanwhile."""
    group = made(**QUEUES)
    long = Asked(rows_of("bytes", a="1/1"), count=str(MOST_ROWS + 1))
    first = await read(group, long, is_full=True, registered=lambda: {"a"})
    assert len(long.commands) == 1
    assert first.listed == {"a", ""}
    assert group.remarks(first.rows[""]) == ("more than 200 rows",)
    second = await read(group, long, first)
    assert len(long.commands) == 1
    assert second.listed == {"a", ""}
    short = Asked(rows_of("bytes", a="1/1"))
    third = await read(group, short, second, is_full=True)
    assert value_of(group, third) == {"a": 1}


async def test_a_menu_that_grows_between_two_counts() -> None:
    """It is printed once more, and then no longer."""
    group = made()
    rows = [{".id": f"*{number}", "bytes": "1"} for number in range(MOST_ROWS + 1)]
    first = await read(group, Asked(rows[:-1]))
    assert value_of(group, first) == {"": MOST_ROWS}
    second = await read(group, grown := Asked(rows), first)
    assert value_of(group, second) == {"": None}
    third = await read(group, grown, second)
    assert value_of(group, third) == {"": None}
    assert len(grown.commands) == 1


async def test_a_menu_of_one_row_is_not_counted() -> None:
    """It has no such argument, and its row has no id."""
    group = made(menu="/system/resource", how="value", field="free-memory", single=True)
    ask = Asked([{"free-memory": "1024"}])
    reading = await read(group, ask, is_full=True)
    assert value_of(group, reading) == {"": 1024}
    (command,) = ask.commands
    assert command.proplist == ("free-memory",)


def test_how_it_is_shown() -> None:
    """As the owner chose; recorded like a built-in metric of its kind."""
    as_meter = {"how": "value", "device_class": "data_size", "state_class": "total_increasing"}
    (metric,) = made(**as_meter, unit="GB").metrics
    assert isinstance(metric, CustomMetric)
    assert metric.key == "custom_metric.01ID"
    assert metric.name == metric.own_name("") == "Mine"
    assert metric.own_name("ether1") == "Mine ether1"
    assert metric.graph == OwnGraph(key=metric.key, title="Mine")
    assert metric.write_interval == 300
    assert metric.factor == pytest.approx(1e-9)
    assert metric.is_supported(CustomRow())
    assert metric.is_possible(CustomRow(), -40.5)
    (rate,) = made(rate=True, graph="cpu").metrics
    assert rate.graph is Graph.CPU
    assert rate.dead_band is not None
    assert rate.write_interval is None


@pytest.mark.parametrize("tier", TIERS, ids=lambda tier: tier.key)
def test_when_it_is_read(tier: Any) -> None:
    """In any of the tiers."""
    assert made(tier=tier.key).tier is tier


@pytest.mark.parametrize(
    "changes",
    [
        {"menu": "/ppp secret"},
        {"menu": "/PPP/SECRET/"},
        {"menu": "/user", "field": "group"},
        {"menu": "/user/active"},
        {"menu": "/file"},
        {"menu": "/system/script"},
        {"menu": "/snmp/community"},
        {"menu": "/ip/ipsec/identity"},
        {"menu": "/ip/firewall/filter\n=file=x"},
        {"menu": ""},
        {"menu": None},
        {"field": "password"},
        {"field": ""},
        {"field": "a b"},
        {"query": ["secret=x"]},
        {"query": ["nonsense"]},
        {"query": "chain=input"},
        {"how": "rows"},
        {"how": "rows", "name_field": "private-key"},
        {"how": "count"},
        {"how": "guess"},
        {"how": "maximum", "rate": True},
        {"how": "count", "field": "", "rate": True},
        {"kind": "colour"},
        {"device_class": "temperature", "unit": "B"},
        {"device_class": "temperature"},
        {"device_class": "smell"},
        {"device_class": "temperature", "unit": "°C", "state_class": "total"},
        {"rate": True, "state_class": "total"},
        {"state_class": "measurement_angle"},
        # Rows that go would look like a meter that was reset.
        {"state_class": "total_increasing"},
        {"how": "maximum", "state_class": "total"},
        {"unit": "x" * 21},
        {"graph": "mine"},
        {"tier": None, "state_class": None},
    ],
)
def test_what_no_group_can_be_made_of(changes: dict[str, Any]) -> None:
    """Stored data is checked again: it may have been edited."""
    assert make("01ID", "Mine", {**DATA, **changes}) is None
    assert make("01ID", "Mine", DATA) is not None


def test_data_of_another_kind() -> None:
    """A subentry without the required data makes no group."""
    assert make("01ID", "Mine", {}) is None


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("chain=input", ("?chain=input",)),
        (" chain = input ", ("?chain=input",)),
        ("chain!=input", ("?chain=input", "?#!")),
        ("bytes>1000", ("?>bytes=1000",)),
        ("bytes < 5", ("?<bytes=5",)),
        ("comment=a=b", ("?comment=a=b",)),
        ("comment=", ("?comment=",)),
        ("comment=ö 家", ("?comment=ö 家",)),
        # RouterOS may leave out of a row what is not set.
        ("disabled=no", ("?disabled=yes", "?#!")),
        ("disabled=yes", ("?disabled=yes",)),
        ("disabled!=true", ("?disabled=yes", "?#!")),
        ("disabled!=false", ("?disabled=yes",)),
        ("disabled=maybe", ("?disabled=maybe",)),
        # Whether a field that is not in the list is a flag is unknown.
        ("unheard-of=no", ("?unheard-of=no",)),
    ],
)
def test_a_condition(condition: str, words: tuple[str, ...]) -> None:
    """It is a query of RouterOS."""
    assert query_words("/ip/firewall/filter", condition) == words
    assert Command("/ip/firewall/filter/print", proplist=("bytes",), queries=words)


@pytest.mark.parametrize(
    ("condition", "error"),
    [
        ("", "invalid_query"),
        ("chain", "invalid_query"),
        ("=input", "invalid_query"),
        ("a b=c", "invalid_query"),
        ("comment=a\nb", "invalid_query"),
        (f"comment={'x' * 201}", "invalid_query"),
        ("?chain=input", "invalid_field"),
        ("password=x", "denied_field"),
    ],
)
def test_what_is_no_condition(condition: str, error: str) -> None:
    """No query is made of it that a router could take for something else."""
    with pytest.raises(SpecError, match=error):
        query_words("/ip/firewall/filter", condition)


def test_parts_are_written_one_way() -> None:
    """As a router takes them."""
    assert menu_of(" IP Firewall/Filter ") == "/ip/firewall/filter"
    assert field_of("/interface", " rx-byte ") == "rx-byte"
    for wrong in ("", "/", "ip;reboot", "/ip/$x"):
        with pytest.raises(SpecError, match="invalid_menu"):
            menu_of(wrong)
