"""The action that has a router ping a host, and the one that has it trace the way there."""

from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers.translation import async_get_exception_message
import pytest
from pytest_homeassistant_custom_component.common import MockUser
import voluptuous as vol

from simulator import Fault, Host, SimulatedRouter

from ..conftest import (
    PASSWORD,
    Clock,
    StartRouter,
    add_router,
    is_connected,
    logins,
    wait_for,
)
from .calls import call

FAR = "198.51.100.9"
PING, TRACE = "ping", "traceroute"


def sent(router: SimulatedRouter, command: str) -> set[str]:
    """Return the words of the only such command that reached the router."""
    [asked] = router.journal.commands(command)
    return {word for word in asked.words if word.startswith("=")}


async def test_each_packet_and_what_came_of_them(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Times are in ms; a lost packet has none. Nothing needs a new login."""
    router.hosts[FAR] = Host(round_trip=0.02, queueing=0)
    entry = await add_router(hass, router)
    before = logins(entry)
    router.journal.clear()
    answer = await call(hass, entry, PING, address=FAR, count=2)
    assert answer["summary"] == {
        "sent": 2,
        "received": 2,
        "loss": 0.0,
        "min": 20.0,
        "avg": 20.0,
        "max": 20.0,
    }
    assert answer["rows"][1] == {
        "seq": 1,
        "host": FAR,
        "answered": True,
        "time": 20.0,
        "size": 56,
        "ttl": 58,
        "status": "",
    }
    assert sent(router, "/ping") == {f"=address={FAR}", "=count=2", "=interval=1000ms"}
    router.hosts[FAR] = Host(round_trip=0, loss=1, status="host unreachable")
    answer = await call(hass, entry, PING, address=FAR)
    nothing = {"min": None, "avg": None, "max": None}
    assert answer["summary"] == {"sent": 4, "received": 0, "loss": 100.0, **nothing}
    assert {row["time"] for row in answer["rows"]} == {None}
    assert {row["status"] for row in answer["rows"]} == {"host unreachable"}
    assert logins(entry) == before


@pytest.mark.parametrize(
    ("profile", "data", "words"),
    [
        (
            "rb5009",
            {
                "address": "Example.com",
                "src_address": "203.0.113.9",
                "interface": "ether1",
                "vrf": "main",
                "count": 10,
                "interval": 0.01,
                "size": 1500,
            },
            {
                "=address=example.com",
                "=src-address=203.0.113.9",
                "=interface=ether1",
                "=vrf=main",
                "=count=10",
                "=interval=10ms",
                "=size=1500",
            },
        ),
        (
            "hap_v6",
            {"address": FAR, "routing_table": "main", "interval": 5, "count": 1},
            {f"=address={FAR}", "=routing-table=main", "=interval=5000ms", "=count=1"},
        ),
        (
            "rb5009",
            {"address": "fe80::1", "interface": "ether1", "count": 1},
            {"=address=fe80::1%ether1", "=interval=1000ms", "=count=1"},
        ),
    ],
)
async def test_all_that_can_be_given(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    profile: str,
    data: dict[str, Any],
    words: set[str],
) -> None:
    """Each field is sent as RouterOS takes it."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    router.journal.clear()
    answer = await call(hass, entry, PING, **data)
    assert answer["summary"]["received"] == data["count"]
    assert sent(router, "/ping") == words


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_the_hops_of_a_way(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """Each once, as the router reported it last; a silent one has no times."""
    router = await start_router(profile)
    router.hosts[FAR] = Host(round_trip=0.04)
    entry = await add_router(hass, router)
    router.journal.clear()
    answer = await call(hass, entry, TRACE, address=FAR, count=3)
    rows = answer["rows"]
    assert [row["hop"] for row in rows] == list(range(1, len(rows) + 1))
    assert answer["summary"] == {"hops": len(rows), "reached": True}
    assert len(rows) > 2
    last = rows[-1]
    assert (last["address"], last["sent"], last["loss"]) == (FAR, 3, 0)
    assert 40 <= last["min"] <= last["avg"] <= last["max"] <= 48
    assert last["deviation"] >= 0
    [silent] = [row for row in rows if not row["address"]]
    assert (silent["last"], silent["avg"], silent["loss"]) == (None, None, 100)
    words = {f"=address={FAR}", "=count=3", "=max-hops=20", "=timeout=1000ms"}
    assert sent(router, "/tool/traceroute") == words


async def test_all_that_can_be_given_for_a_trace(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Each field is sent as RouterOS takes it; a name is reached if the last hop responds."""
    entry = await add_router(hass, router)
    router.journal.clear()
    data: dict[str, Any] = {
        "src_address": "203.0.113.9",
        "vrf": "main",
        "max_hops": 30,
        "timeout": 0.01,
    }
    answer = await call(hass, entry, TRACE, address="example.com", **data)
    assert answer["summary"]["reached"]
    assert sent(router, "/tool/traceroute") == {
        "=address=example.com",
        "=src-address=203.0.113.9",
        "=vrf=main",
        "=count=1",
        "=max-hops=30",
        "=timeout=10ms",
    }


@pytest.mark.parametrize(("loss", "most"), [(1.0, 5), (0.0, 2)])
async def test_a_way_that_does_not_lead_there(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, loss: float, most: int
) -> None:
    """It ends with the last hop allowed, and the router's status of it."""
    router.hosts[FAR] = Host(round_trip=0.04, loss=loss)
    entry = await add_router(hass, router)
    answer = await call(hass, entry, TRACE, address=FAR, max_hops=most)
    assert answer["summary"] == {"hops": most, "reached": False}
    assert {row["status"] for row in answer["rows"]} == {"Too many hops"}


@pytest.mark.parametrize(
    ("action", "data", "key"),
    [
        (PING, {"address": "no host"}, "not_a_host"),
        (TRACE, {"address": "224.0.0.1"}, "not_a_host"),
        (PING, {"address": "fe80::1"}, "interface_needed"),
        (PING, {"address": FAR, "src_address": "ether1"}, "not_a_source"),
        (TRACE, {"address": FAR, "src_address": "2001:db8::1"}, "other_version"),
        (TRACE, {"address": FAR, "max_hops": 30, "count": 3}, "trace_too_long"),
    ],
)
async def test_what_cannot_be_is_the_callers_mistake(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    action: str,
    data: dict[str, Any],
    key: str,
) -> None:
    """The error says what is wrong, in a full sentence, and nothing is sent."""
    entry = await add_router(hass, router)
    router.journal.clear()
    with pytest.raises(ServiceValidationError) as caught:
        await call(hass, entry, action, **data)
    assert caught.value.translation_key == key
    text = async_get_exception_message(
        caught.value.translation_domain or "", key, caught.value.translation_placeholders
    )
    assert "{" not in text
    assert not router.journal.commands("/ping")
    assert not router.journal.commands("/tool/traceroute")


@pytest.mark.parametrize(
    ("action", "data"),
    [
        (PING, {"count": 0}),
        (PING, {"count": 11}),
        (PING, {"interval": 6}),
        (PING, {"size": 9000}),
        (PING, {"ttl": 1}),
        (TRACE, {"max_hops": 31}),
        (TRACE, {"timeout": 0}),
    ],
)
async def test_no_more_than_a_router_can_bear(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, action: str, data: dict[str, Any]
) -> None:
    """Each number has its bounds."""
    entry = await add_router(hass, router)
    with pytest.raises(vol.Invalid):
        await call(hass, entry, action, address=FAR, **data)


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("input does not match any value of vrf", "refused"),
        ("not enough permissions (9)", "permission_denied"),
    ],
)
@pytest.mark.parametrize(("action", "command"), [(PING, "/ping"), (TRACE, "/tool/traceroute")])
async def test_what_the_router_refuses(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    action: str,
    command: str,
    message: str,
    key: str,
) -> None:
    """With the router's message, or the command that grants the missing policy; then it works."""
    entry = await add_router(hass, router)
    router.faults.set(Fault.REFUSE, command=command, message=message)
    with pytest.raises(HomeAssistantError) as caught:
        await call(hass, entry, action, address=FAR)
    assert caught.value.translation_key == key
    assert (caught.value.translation_placeholders or {})["error"] == message
    assert PASSWORD not in str(caught.value.translation_placeholders)
    router.faults.clear()
    assert (await call(hass, entry, action, address=FAR))["rows"]


async def test_a_router_that_does_not_answer_in_time(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The call ends after the time of its packets and a margin."""
    entry = await add_router(hass, router)
    # Polls that time out as the clock advances would end the link first.
    hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
    await clock.settle()
    router.faults.set(Fault.SILENT, command="/ping")
    router.journal.clear()
    calling = hass.async_create_task(call(hass, entry, PING, address=FAR, count=10))
    await wait_for(lambda: router.journal.commands("/ping"))
    await clock.skip_until(calling)
    router.faults.clear()
    with pytest.raises(HomeAssistantError) as caught:
        await calling
    assert caught.value.translation_key == "timed_out"


async def test_a_router_that_is_away(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It is named."""
    entry = await add_router(hass, router)
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    with pytest.raises(HomeAssistantError) as caught:
        await call(hass, entry, PING, address=FAR)
    assert caught.value.translation_key == "not_connected"


@pytest.mark.parametrize("action", [PING, TRACE])
async def test_a_router_whose_collection_is_off(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, action: str
) -> None:
    """The error says that collection is off, and nothing is sent."""
    entry = await add_router(hass, router, collection=False)
    with pytest.raises(HomeAssistantError) as caught:
        await call(hass, entry, action, address=FAR)
    assert caught.value.translation_key == "collection_off"
    assert not router.journal.commands("/login")


@pytest.mark.parametrize("action", [PING, TRACE])
async def test_it_is_an_admins(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    hass_read_only_user: MockUser,
    action: str,
) -> None:
    """A user without that right may not have a router send packets."""
    entry = await add_router(hass, router)
    context = Context(user_id=hass_read_only_user.id)
    with pytest.raises(Unauthorized):
        await call(hass, entry, action, context, address=FAR)
