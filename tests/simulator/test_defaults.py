"""Default settings of RouterOS: their names in each version, and where they are missing."""

import pytest

from simulator import SimulatedRouter, load_profile


@pytest.mark.parametrize(
    ("version", "menu", "there", "missing"),
    [
        ("6.49.18", "/ip/ssh", {"allow-none-crypto": "false"}, {"host-key-type", "ciphers"}),
        ("7.17.2", "/ip/ssh", {"allow-none-crypto": "false"}, {"ciphers"}),
        ("7.18", "/ip/ssh", {"ciphers": "auto"}, {"allow-none-crypto"}),
        ("7.20.4", "/ip/ssh", {"always-allow-password-login": "false"}, set()),
        (
            *("7.21.3", "/ip/ssh", {"password-authentication": "yes-if-no-key"}),
            {"always-allow-password-login"},
        ),
        ("7.14.3", "/ip/smb", {"enabled": "false", "allow-guests": "true"}, set()),
        ("7.15", "/ip/smb", {"enabled": "auto"}, {"allow-guests"}),
        ("7.6", "/ip/neighbor/discovery-settings", {"discover-interface-list": "static"}, {"mode"}),
        ("7.7", "/ip/neighbor/discovery-settings", {"mode": "tx-and-rx"}, set()),
        (
            *("6.49.18", "/ip/neighbor/discovery-settings"),
            *({"discover-interface-list": "!dynamic"}, {"mode"}),
        ),
        ("6.46.8", "/ip/dns", {"allow-remote-requests": "false"}, {"use-doh-server"}),
        ("6.47", "/ip/dns", {"use-doh-server": "", "verify-doh-cert": "false"}, set()),
        ("6.49.18", "/ip/cloud", {"ddns-enabled": "false"}, set()),
        ("7.16.2", "/ip/cloud", {"ddns-enabled": "false"}, set()),
        ("7.17", "/ip/cloud", {"ddns-enabled": "auto"}, set()),
        ("6.49.18", "/snmp/community", {"name": "public", "addresses": "0.0.0.0/0"}, set()),
        ("7.9", "/snmp/community", {"name": "public", "addresses": "::/0"}, set()),
        ("6.49.18", "/ip/socks", {"enabled": "false"}, {"version", "auth-method"}),
        ("7.9", "/ip/socks", {"enabled": "false", "auth-method": "none"}, set()),
        ("7.16.2", "/interface/ovpn-server/server", {"enabled": "false"}, set()),
        ("7.22.1", "/user/settings", {"minimum-password-length": "0"}, set()),
        ("7.22.1", "/tool/romon", {"enabled": "false"}, set()),
    ],
)
def test_a_setting(version: str, menu: str, there: dict[str, str], missing: set[str]) -> None:
    """A field has its version's name."""
    router = SimulatedRouter(load_profile("chr", version=version))
    (row,) = router.rows(menu)
    assert there.items() <= row.items()
    assert missing.isdisjoint(row)


@pytest.mark.parametrize(
    ("version", "menu", "is_there"),
    [
        ("6.48.6", "/user/settings", False),
        ("7.12.1", "/ip/nat-pmp", False),
        ("7.13", "/ip/nat-pmp", True),
        ("6.42.12", "/ip/ipsec/profile", False),
        ("6.49.18", "/ipv6/settings", False),
        ("7.12.1", "/interface/wifi/security", False),
        ("7.13", "/interface/wifi/security", True),
        ("7.13", "/interface/wireless/security-profiles", False),
    ],
)
def test_a_menu(version: str, menu: str, is_there: bool) -> None:
    """It exists since its version, and is gone without its package."""
    router = SimulatedRouter(load_profile("chr", version=version))
    assert (menu in router.menus) is is_there


def test_many_servers() -> None:
    """Newer versions have a table of OpenVPN servers, which is empty at first."""
    assert (
        SimulatedRouter(load_profile("chr", version="7.17")).rows("/interface/ovpn-server/server")
        == []
    )
