"""What every router does beside routing, and what only a hotel's router does."""

import pytest

from .conftest import Start
from .wire import logged_in

NTP = "/system/ntp/client/print"
DNS = "/ip/dns/print"


@pytest.mark.parametrize(("profile", "is_old"), [("rb5009", False), ("hap_v6", True)])
async def test_the_clock_as_its_version_tells_of_it(
    start: Start, profile: str, *, is_old: bool
) -> None:
    """RouterOS 6 has an SNTP client without a status, but with the age of the last packet."""
    router = await start(profile)
    async with logged_in(router, "monitor") as wire:
        [row] = await wire.rows(NTP)
        assert row["enabled"] == "true"
        assert ("status" in row) is not is_old
        assert ("system-offset" in row) is not is_old
        assert ("last-adjustment" in row) is is_old
        [row] = await wire.rows(DNS)
        assert 0 < int(row["cache-used"]) < int(row["cache-size"])
        names = [row["name"] for row in await wire.rows("/ppp/profile/print")]
        assert names == ["default", "default-encryption"]


async def test_sntp_asks_every_quarter_of_an_hour(start: Start) -> None:
    """Its result stays until the next time."""
    router = await start("hap_v6")
    menu = "/system/ntp/client"
    begun = router.device.clock_time
    early, late, next_one = (router.rows(menu, at=begun + at)[0] for at in (10, 890, 910))
    assert early["last-update-before"] == "10s"
    assert late["last-update-before"] == "14m50s"
    assert next_one["last-update-before"] == "10s"
    adjusted = [row["last-adjustment"] for row in (early, late, next_one)]
    assert adjusted[0] == adjusted[1] != adjusted[2]
    later = (router.rows(menu, at=begun + 900 * number)[0] for number in range(12))
    signs = {row["last-adjustment"].startswith("-") for row in later}
    assert signs == {True, False}


async def test_radius_servers_have_no_names(start: Start) -> None:
    """Each is given by its number; the secret is hidden without the policy."""
    router = await start("hotspot")
    async with logged_in(router, "monitor") as wire:
        rows = await wire.rows("/radius/monitor", "=numbers=*1,*2,*3", "=once=")
        assert [bool(row) for row in rows] == [True, True, False]
        assert int(rows[0]["requests"]) > int(rows[1]["requests"])
        assert (rows[0]["last-request-rtt"], "name" in rows[0]) == ("10ms", False)


async def test_a_lease_runs_out_and_is_renewed(start: Start) -> None:
    """Half of its time is over then."""
    router = await start("hotspot")
    begun = router.device.clock_time
    prefixes = [router.rows("/ipv6/dhcp-client", at=begun + at)[0]["prefix"] for at in (8, 302_400)]
    assert prefixes == ["2001:db8:4b00::/56, 6d23h59m52s", "2001:db8:4b00::/56, 1w"]


@pytest.mark.parametrize(
    ("profile", "version", "menu", "is_there"),
    [
        ("rb5009", None, "/ip/hotspot/host", True),
        ("hap_v6", None, "/ip/hotspot/host", True),
        ("rb5009", None, "/user-manager/session", False),
        ("hotspot", None, "/user-manager/session", True),
        ("hotspot", None, "/tool/user-manager/session", False),
        ("hotspot", "6.49.18", "/tool/user-manager/session", True),
        ("hotspot", "6.49.18", "/user-manager/session", False),
        ("rb5009", None, "/ip/dns/adlist", True),
        ("rb5009", "7.14.3", "/ip/dns/adlist", False),
        ("rb5009", None, "/ipv6/dhcp-server/binding", True),
        ("hap_v6", None, "/ipv6/dhcp-server/binding", False),
        ("ccr_v6", None, "/ipv6/dhcp-server/binding", True),
    ],
)
async def test_menus(
    start: Start, profile: str, version: str | None, menu: str, *, is_there: bool
) -> None:
    """They are those of the version and its packages."""
    router = await start(profile, changes={"version": version} if version else {})
    async with logged_in(router, "monitor") as wire:
        reply = await wire.ask(f"{menu}/print", "=count-only=")
    assert (reply[0][0] == "!done") is is_there
