"""Policies that a user lacks or should not have: shown before a router is added."""

from typing import Any
from unittest.mock import AsyncMock

from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.mikrotik_monitoring.adding import doctor
from custom_components.mikrotik_monitoring.routeros import UnreachableError
from simulator import SimulatedRouter, User
from tests.conftest import PASSWORD, USER

from .dialogue import add, submit, submit_detail, typed


def restrict(router: SimulatedRouter, *policies: str) -> None:
    """Put the tests' user into a group with some policies."""
    router.users[USER] = User(
        name=USER, password=PASSWORD, group="few", policies=frozenset(policies)
    )
    router.add_row("/user/group", {"name": "few", "policy": ",".join(policies)})
    router.set_field("/user", {"name": USER}, {"group": "few"})


def findings(result: Any) -> str:
    """Return the findings about the user."""
    assert result["type"] is FlowResultType.MENU, result
    assert result["step_id"] == "doctor"
    assert result["menu_options"] == ["check_again", "user", "detail"]
    said: str = result["description_placeholders"]["findings"]
    return said


async def test_what_is_lacking_is_checked_again_in_place(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """It says what will be missing, and the command; once that was run, the flow continues."""
    restrict(router, "api", "read")
    result = await add(hass, typed(router))
    said = findings(result)
    assert "lacks: test" in said
    assert "Latency and packet loss" in said
    assert f'/user set [find name="{USER}"] group=home-assistant' in said
    result = await submit(hass, result, {"next_step_id": "check_again"})
    assert findings(result) == said
    router.set_field("/user/group", {"name": "few"}, {"policy": "api,read,test"})
    result = await submit(hass, result, {"next_step_id": "check_again"})
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_router_is_added_anyway(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """Missing policies are no reason to refuse it."""
    restrict(router, "api", "read")
    result = await add(hass, typed(router))
    result = await submit(hass, result, {"next_step_id": "detail"})
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_who_may_change_the_router_is_told_of_a_user_that_may_not(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """The owner's own user is not changed; another login can be entered in the first form."""
    admin = {CONF_USERNAME: "admin", CONF_PASSWORD: "admin-password"}
    result = await add(hass, typed(router, **admin))
    said = findings(result)
    assert "has: policy, write" in said
    assert "/user add name=home-assistant" in said
    assert "/user set" not in said
    result = await submit(hass, result, {"next_step_id": "user"})
    assert result["step_id"] == "user"
    result = await submit(hass, result, typed(router))
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_plain_link_across_networks_is_told(
    hass: HomeAssistant,
    router: SimulatedRouter,
    setup_entry: AsyncMock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By all addresses of its name; encrypted links and unknown names are not reported."""

    async def resolve(*_: object) -> tuple[str, ...]:
        return ("192.168.1.1", "93.184.215.14")

    async def fail(*_: object) -> tuple[str, ...]:
        raise UnreachableError("no address")

    with monkeypatch.context() as patches:
        patches.setattr(doctor, "resolve", resolve)
        said = findings(await add(hass, typed(router)))
        assert "goes to 93.184.215.14" in said
        assert "/ip service set api-ssl" in said
        result = await add(hass, typed(router, port=router.tls_port, tls_mode="unverified"))
        assert result["step_id"] == "detail"
        patches.setattr(doctor, "resolve", fail)
        assert (await add(hass, typed(router)))["step_id"] == "detail"


@pytest.mark.parametrize(
    ("address", "crosses"),
    [
        ("10.1.2.3", False),
        ("127.0.0.1", False),
        ("169.254.1.1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
    ],
)
def test_which_addresses_are_across_networks(address: str, crosses: bool) -> None:
    """Neither private nor link-local ones."""
    assert doctor.crosses_networks(address) is crosses
