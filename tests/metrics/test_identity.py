"""A router's identity, and the policies of its user."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from custom_components.mikrotik_monitoring.metrics.identity import (
    READ_DEADLINE,
    IdKind,
    Likeness,
    RouterIdentity,
    read_identity,
    read_policies,
)
from custom_components.mikrotik_monitoring.metrics.model import Ask
from custom_components.mikrotik_monitoring.polling.link import link_settings
from custom_components.mikrotik_monitoring.routeros import (
    Client,
    CommandRefusedError,
    PermissionDeniedError,
    RouterOSError,
)
from simulator import Fault, Profile, SimulatedRouter, User, load_profile
from tests import journals
from tests.conftest import USER, entry_data


@asynccontextmanager
async def asked(profile: Profile) -> AsyncIterator[tuple[SimulatedRouter, Ask]]:
    """Start a router; yield it and a function that sends commands."""
    router = SimulatedRouter(profile, tls=None)
    with journals.only_readings() as watch:
        async with watch(router):
            client = Client(link_settings(entry_data(router)))
            await client.open()
            try:
                yield router, partial(client.call, timeout=READ_DEADLINE)
            finally:
                await client.close()


@pytest.mark.parametrize("name", ["rb5009", "ccr_isp", "hap_v6"])
async def test_a_routerboard(name: str) -> None:
    """A board is identified by its serial number, which no copied configuration changes."""
    profile = load_profile(name)
    async with asked(profile) as (_, ask):
        identity = await read_identity(ask)
    assert identity.unique_id == identity.serial_number == profile.serial
    assert not identity.cloneable
    assert identity.name == profile.identity
    assert identity.version.startswith(profile.version)
    assert identity.model == profile.model
    assert identity.firmware
    assert identity.architecture == profile.architecture


async def test_a_chr() -> None:
    """A virtual router is identified by its licence's system id, which a clone shares."""
    profile = load_profile("chr")
    async with asked(profile) as (router, ask):
        identity = await read_identity(ask)
        assert identity.unique_id == router.rows("/system/license")[0]["system-id"]
    assert identity.unique_id
    assert identity.serial_number is None
    assert identity.cloneable
    assert identity.model == profile.board_name


async def test_an_x86() -> None:
    """A PC is identified by its software id."""
    async with asked(load_profile("chr", licence={"software-id": "ABCD-1234"})) as (_, ask):
        identity = await read_identity(ask)
    assert identity.unique_id == "ABCD-1234"
    assert identity.cloneable


async def test_a_router_that_tells_little() -> None:
    """What is missing or refused leaves the rest; without any id the id is empty."""
    async with asked(load_profile("rb5009")) as (router, ask):
        for path in ("/system/routerboard/print", "/system/license/print"):
            router.faults.set(Fault.REFUSE, command=path, message="not enough permissions (9)")
        router.set_field("/system/identity", {}, {"name": ""})
        identity = await read_identity(ask)
    assert identity.unique_id == ""
    assert identity.name == "MikroTik"
    assert identity.model == router.profile.board_name


@pytest.mark.parametrize(
    ("message", "error"),
    [("not enough permissions (9)", PermissionDeniedError), ("failure: x", CommandRefusedError)],
)
async def test_what_every_router_tells_must_be_told(
    message: str, error: type[RouterOSError]
) -> None:
    """Without the resources nothing can be monitored; they are back with the policy."""
    async with asked(load_profile("rb5009")) as (router, ask):
        router.faults.set(Fault.REFUSE, command="/system/resource/print", message=message)
        with pytest.raises(error):
            await read_identity(ask)
        router.faults.clear()
        assert (await read_identity(ask)).unique_id == router.profile.serial


async def test_policies_of_a_user() -> None:
    """The group's policies, without those that are denied."""
    async with asked(load_profile("rb5009")) as (_, ask):
        assert await read_policies(ask, USER) == frozenset({"read", "api", "test"})
        policies = await read_policies(ask, "admin")
    assert policies is not None
    assert {"write", "policy"} <= policies


async def test_policies_nobody_tells() -> None:
    """A RADIUS user, a group that is gone and a refusal all mean unknown."""
    async with asked(load_profile("rb5009")) as (router, ask):
        assert await read_policies(ask, "somebody") is None
        router.users["lost"] = User(name="lost", password="", group="gone", policies=frozenset())
        assert await read_policies(ask, "lost") is None
        router.faults.set(Fault.REFUSE, command="/user/print", message="no such command prefix")
        assert await read_policies(ask, USER) is None
        router.faults.clear()
        assert await read_policies(ask, USER) is not None


async def test_policies_cost_two_commands() -> None:
    """The user's row, then its group's: no list is read."""
    async with asked(load_profile("rb5009")) as (router, ask):
        router.journal.clear()
        await read_policies(ask, USER)
        asked_for = [item.words for item in router.journal]
    assert [words[0] for words in asked_for] == ["/user/print", "/user/group/print"]
    assert all(any(word.startswith("?name=") for word in words) for words in asked_for)


@pytest.mark.parametrize(
    ("ids", "kind", "likeness"),
    [
        ({"serial_number": "A"}, IdKind.SERIAL, Likeness.SAME),
        ({"serial_number": "B"}, IdKind.SERIAL, Likeness.OTHER),
        ({"software_id": "B"}, IdKind.SERIAL, Likeness.NOT_SAID),
        ({}, IdKind.SERIAL, Likeness.NOT_SAID),
        # It was added while the menu of its board was refused, which works now.
        ({"serial_number": "B", "software_id": "A"}, IdKind.SOFTWARE_ID, Likeness.SAME),
        ({"serial_number": "B"}, IdKind.SOFTWARE_ID, Likeness.NOT_SAID),
        ({"system_id": "B"}, IdKind.SYSTEM_ID, Likeness.OTHER),
        ({"system_id": "A"}, None, Likeness.SAME),
        ({"serial_number": "B"}, None, Likeness.OTHER),
        ({"system_id": "B"}, None, Likeness.NOT_SAID),
    ],
)
def test_same_other_or_not_said(
    ids: dict[str, Any], kind: IdKind | None, likeness: Likeness
) -> None:
    """Only an id of the same kind can show that it is another router."""
    known = RouterIdentity(unique_id="", name="r", model="m", version="7")
    identity = replace(known, **ids)
    assert identity.likeness("A", kind) is likeness
