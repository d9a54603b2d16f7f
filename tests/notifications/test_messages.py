"""Messages of alerts: when, to whom, how often, and how many."""

from dataclasses import replace
from datetime import datetime, timedelta

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.mikrotik_monitoring.alerts.center import alert_center
from custom_components.mikrotik_monitoring.alerts.desk import Absence
from custom_components.mikrotik_monitoring.alerts.model import ActiveAlert, AlertId, Severity
from custom_components.mikrotik_monitoring.alerts.rules import RULES
from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.notifications.composing import messages_of
from custom_components.mikrotik_monitoring.notifications.news import Kind, News
from custom_components.mikrotik_monitoring.notifications.notifier import Notifier, notifier
from tests.alerts.feed import BEGUN

from .conftest import PHONE, SENT, House


async def test_raised_and_over(house: House) -> None:
    """One message each, with a button that silences it; the second replaces the first."""
    router = house.router()
    await house.fail(router)
    assert house.texts() == [("sw-0", "Link down: ether1 (warning)")]
    raised = house.phone[0].data
    assert "cable" in raised["message"]
    assert raised["data"]["actions"] == [
        {"action": raised["data"]["tag"], "title": "Silence for an hour"}
    ]
    assert raised["data"]["url"].startswith("/mikrotik-monitoring/sw-0-")
    await house.clock.advance(600, step=60)
    assert len(house.phone) == 1
    await house.mend(router)
    assert house.texts()[1][1].startswith("Cleared after 10 min: Link down: ether1")
    over = house.phone[1].data["data"]
    assert over["tag"] == raised["data"]["tag"]
    assert "actions" not in over


async def test_not_that_it_is_over(house: House) -> None:
    """Where nobody wants to know."""
    await house.choose(recovery=False)
    router = house.router()
    await house.fail(router)
    await house.mend(router)
    assert len(house.phone) == 1
    await house.fail(router)
    assert len(house.phone) == 2


async def test_only_what_is_bad_enough(house: House) -> None:
    """A warning is not critical; what gets worse is sent again."""
    await house.choose(severity="critical")
    router = house.router()
    await house.fail(router)
    assert not house.phone
    for value in (50.0, 96.0):
        house.say(router, "connection.saturation", {"": value})
        await house.clock.advance(SENT)
    assert [line for _, line in house.texts()] == [
        "Connection table is nearly full (critical) · 96 / 95"
    ]
    assert house.phone[0].data["data"]["push"] == {"interruption-level": "time-sensitive"}
    house.say(router, "connection.saturation", {"": 86.0})
    await house.clock.advance(SENT)
    house.say(router, "connection.saturation", {"": 97.0})
    await house.clock.advance(SENT)
    assert len(house.phone) == 2


async def test_silenced_by_the_button(hass: HomeAssistant, house: House) -> None:
    """Then neither repeats nor its end are sent; afterwards it is sent again."""
    await house.choose(repeat=1)
    router = house.router()
    await house.fail(router)
    button = house.phone[0].data["data"]["actions"][0]["action"]
    hass.bus.async_fire("mobile_app_notification_action", {"action": button})
    hass.bus.async_fire("mobile_app_notification_action", {"action": "OTHER"})
    hass.bus.async_fire("mobile_app_notification_action", {"action": f"{DOMAIN}|gone|cpu|"})
    await hass.async_block_till_done()
    (alert,) = alert_center(hass).active(router.entry_id)
    assert alert_center(hass).silenced_until(router.entry_id, alert) is not None
    await house.clock.advance(3000, step=300)
    await house.mend(router)
    assert len(house.phone) == 1


async def test_reminded(house: House) -> None:
    """As long as it is active, every few hours."""
    await house.choose(repeat=2)
    router = house.router()
    await house.fail(router)
    await house.clock.advance(5 * 3600, step=300)
    assert [line for _, line in house.texts()][1:] == [
        "Link down: ether1 (warning), for 2 h 0 min",
        "Link down: ether1 (warning), for 4 h 0 min",
    ]


async def test_many_at_once_are_one_line(house: House) -> None:
    """Twelve ports of a switch: one message, one line, some names."""
    router = house.router()
    ports = [f"ether{number}" for number in range(1, 13)]
    await house.fail(router, *ports)
    assert len(house.phone) == 1
    assert house.texts() == [
        ("sw-0", "12 links are down (warning): ether1, ether10, ether11 and 9 more")
    ]
    await house.mend(router, *ports)
    assert house.texts()[1][1].startswith("Cleared: 12 links are down: ether1,")


async def test_a_storm_is_one_message(hass: HomeAssistant, house: House) -> None:
    """A hundred routers whose switch dies, and then are back: one message each way."""
    routers = [house.router(number) for number in range(100)]
    center = alert_center(hass)
    for router in routers:
        center.note_absence(router, Absence.none())
        center.note_absence(router, Absence(is_lost=True, is_refused=False))
    await house.clock.advance(200, step=5)
    assert house.texts() == [
        (
            "Alerts of 100 routers",
            "100 routers are unreachable (critical): sw-0, sw-1, sw-2 and 97 more",
        )
    ]
    for router in routers:
        center.note_absence(router, Absence.none())
    await house.clock.advance(60, step=5)
    assert [title for title, _ in house.texts()] == ["Alerts of 100 routers"] * 2


async def test_five_hundred_alerts_are_one_message(house: House) -> None:
    """Of ten routers with fifty ports each."""
    routers = [house.router(number) for number in range(10)]
    ports = [f"ether{number}" for number in range(50)]
    for up in (True, False, False):
        for router in routers:
            house.say(router, "interface.running", dict.fromkeys(ports, up))
        await house.clock.advance(20)
    await house.clock.advance(60)
    ((title, line),) = house.texts()
    assert title == "Alerts of 10 routers"
    assert line.startswith("500 links are down (warning): sw-0 ether0,")
    assert len(house.phone[0].data["message"]) < 400


async def test_a_long_message_ends(house: House) -> None:
    """Of very many things only the first lines are sent."""
    router = house.router()
    keys = [rule.key for rule in RULES[:20]]
    alert = ActiveAlert(
        id=AlertId("cpu"),
        label="",
        severity=Severity.WARNING,
        value=97.0,
        bound=90,
        since=BEGUN,
        seen=BEGUN,
    )
    news = [
        News(
            kind=Kind.RAISED,
            entry_id=router.entry_id,
            alert=replace(alert, id=AlertId(key)),
            at=BEGUN,
        )
        for key in keys
    ]
    (message,) = messages_of(house.hass, news, most=5)
    lines = message.body.splitlines()
    assert len(lines) == 12
    assert lines[-1] == "… and 9 more"
    assert len(message.news) == 20
    (gone,) = messages_of(house.hass, [replace(news[0], entry_id="gone")], most=5)
    assert gone.title == ""
    assert "url" not in gone.data


async def test_no_more_than_the_rate(house: House) -> None:
    """What may not be sent waits, and is sent with the next message."""
    routers = [house.router(number) for number in range(12)]
    for router in routers:
        house.say(router, "connection.saturation", {"": 97.0})
        await house.clock.advance(16, step=4)
    sent = len(house.phone)
    assert 5 <= sent < 12
    await house.clock.advance(300, step=30)
    told = " ".join(one.data["title"] + one.data["message"] for one in house.phone)
    assert all(f"sw-{number}" in told or "routers" in told for number in range(12))
    assert sent < len(house.phone) < 12
    told_before = len(house.phone)
    await house.clock.advance(300, step=30)
    assert len(house.phone) == told_before


async def test_flapping_is_one_message(house: House) -> None:
    """Not one each time that it goes up and down."""
    router = house.router()
    await house.links(router, up=True, names=["ether1"])
    for _ in range(8):
        for up in (False, True):
            house.say(router, "interface.running", {"ether1": up})
            await house.clock.advance(20)
            house.say(router, "interface.running", {"ether1": up})
            await house.clock.advance(10)
    lines = [line for _, line in house.texts()]
    assert sum("flapping" in line for line in lines) >= 1
    assert len(lines) < 12


@pytest.mark.parametrize(
    ("begin", "end", "at", "is_quiet"),
    [
        ("22:00:00", "07:00:00", "23:30", True),
        ("22:00:00", "07:00:00", "03:00", True),
        ("22:00:00", "07:00:00", "12:00", False),
        ("12:00:00", "14:00:00", "13:00", True),
        ("12:00:00", "14:00:00", "14:00", False),
        ("12:00:00", "12:00:00", "12:00", False),
    ],
)
async def test_quiet_hours(house: House, begin: str, end: str, at: str, *, is_quiet: bool) -> None:
    """Also over midnight; each end is exact."""
    await house.choose(quiet_from=begin, quiet_to=end)
    local = datetime.fromisoformat(f"2026-10-25T{at}")
    assert notifier(house.hass).settings.is_quiet(local) is is_quiet


async def test_a_night(hass: HomeAssistant, house: House) -> None:
    """A warning waits until the morning, if it is still active; what is critical does not."""
    local = dt_util.as_local(house.clock.now)
    begin = (local - timedelta(minutes=5)).time().replace(microsecond=0)
    end = (local + timedelta(hours=1)).time().replace(microsecond=0)
    await house.choose(quiet_from=begin.isoformat(), quiet_to=end.isoformat())
    router, other = house.router(0), house.router(1)
    await house.fail(router, "ether1", "ether2")
    await house.mend(router, "ether2")
    assert not house.phone
    center = alert_center(hass)
    center.note_absence(other, Absence(is_lost=True, is_refused=False))
    await house.clock.advance(180, step=10)
    assert house.texts() == [("sw-1", "Router unreachable (critical)")]
    await house.clock.advance(3600, step=60)
    assert house.texts()[1:] == [("sw-0", "Link down: ether1 (warning)")]


async def test_a_restart_tells_nothing_twice(hass: HomeAssistant, house: House) -> None:
    """What was sent is stored; what was not is sent after the next start."""
    router = house.router()
    await house.fail(router, "ether1")
    await house.clock.advance(60)
    again = Notifier(hass)
    await again.async_load()
    await house.clock.advance(60)
    assert len(house.phone) == 1
    assert again.settings.targets == (PHONE,)


async def test_what_is_stored_and_cannot_be_read(
    hass: HomeAssistant, house: House, hass_storage: dict[str, dict[str, object]]
) -> None:
    """It counts as if nothing had been configured."""
    hass_storage[f"{DOMAIN}.notifications"] = {
        "version": 1,
        "minor_version": 1,
        "key": f"{DOMAIN}.notifications",
        "data": {"settings": {"severity": "nonsense"}, "told": []},
    }
    again = Notifier(hass)
    await again.async_load()
    assert again.settings.targets == ()


async def test_a_target_that_fails(hass: HomeAssistant, house: House) -> None:
    """It is reported once, as a repair that ends with it; the other gets its messages."""
    is_broken = True

    async def broken(call: ServiceCall) -> None:
        if is_broken:
            raise HomeAssistantError("the service is down")
        house.phone.append(call)

    hass.services.async_register("notify", "pager", broken)
    await house.choose(targets=[PHONE, "action.pager", "entity.notify.gone", "action.gone"])
    router = house.router()
    await house.fail(router)
    assert len(house.phone) == 1
    issues = ir.async_get(hass)
    names = {
        issue.translation_placeholders["target"]
        for issue in issues.issues.values()
        if issue.translation_key == "notification_target" and issue.translation_placeholders
    }
    assert names == {"notify.pager", "notify.gone", "gone"}
    is_broken = False
    await house.mend(router)
    assert len(house.phone) == 3
    assert issues.async_get_issue(DOMAIN, "notification_target_action.pager") is None
    await house.choose(targets=[PHONE])
    assert not issues.issues


async def test_all_targets_fail(hass: HomeAssistant, house: House) -> None:
    """Nothing is lost: it is sent when one of them works again."""
    await house.choose(targets=["action.gone"])
    await house.fail(house.router())
    phone = async_mock_service(hass, "notify", "gone")
    await house.clock.advance(180, step=30)
    assert len(phone) == 1
    # It is no action of the app: data that only the app supports is left out.
    assert set(phone[0].data) == {"title", "message"}


async def test_what_has_happened_is_not_over(house: House) -> None:
    """For a gateway that has changed no message says that this is over."""
    router = house.router()
    for value in ("192.0.2.1", "192.0.2.2"):
        house.say(router, "route.default.gateway", {"": value})
        await house.clock.advance(SENT)
    assert len(house.phone) == 1
    await house.clock.advance(2 * 3600, step=120)
    house.say(router, "route.default.gateway", {"": "192.0.2.2"})
    await house.clock.advance(120)
    assert not alert_center(house.hass).active(router.entry_id)
    assert len(house.phone) == 1


async def test_a_router_that_is_disabled_or_removed(hass: HomeAssistant, house: House) -> None:
    """No message says that it is over; the settings go with the last router."""
    router, other = house.router(0), house.router(1)
    await house.fail(router)
    await house.fail(other)
    await hass.config_entries.async_set_disabled_by(router.entry_id, ConfigEntryDisabler.USER)
    await house.clock.advance(120, step=10)
    assert len(house.phone) == 2
    await hass.config_entries.async_remove(router.entry_id)
    assert notifier(hass).settings.targets
    await hass.config_entries.async_remove(other.entry_id)
    await house.clock.advance(60)
    assert not notifier(hass).settings.targets
    assert len(house.phone) == 2
