"""Menus and fields with secrets are never read, however they are spelt."""

from typing import Any

import pytest

from custom_components.mikrotik_monitoring.routeros import Command, ForbiddenCommandError
from custom_components.mikrotik_monitoring.routeros.secrets import (
    DENIED_MENUS,
    canonical,
    is_denied,
    is_secret,
)
from simulator.sensitive import PRIVATE, SENSITIVE

COUNT = (("count-only", ""),)


@pytest.mark.parametrize(
    "written",
    [
        "/ppp/secret",
        "/ppp secret",
        "ppp/secret/",
        "  /PPP/SECRET  ",
        "/ppp//secret/print",
        "\\ppp\\secret",
        "/ppp/secret/anything/below",
        "Ppp Secret Print",
    ],
)
def test_a_menu_has_many_spellings(written: str) -> None:
    """All of them are the same menu."""
    assert is_denied(written)


@pytest.mark.parametrize(
    ("written", "menu"),
    [
        (" /IP firewall/filter print ", "/ip/firewall/filter"),
        ("interface", "/interface"),
        ("/", "/"),
        ("", "/"),
    ],
)
def test_a_menu_is_written_one_way(written: str, menu: str) -> None:
    """In the form that commands use."""
    assert canonical(written) == menu


@pytest.mark.parametrize("menu", ["/ppp/secrets", "/users", "/ppp", "/filesystem", "/log", "/snmp"])
def test_other_menus_are_not_meant(menu: str) -> None:
    """A name that begins like a denied one is another one."""
    assert not is_denied(menu)


@pytest.mark.parametrize(
    ("menu", "field"),
    [
        ("/interface/wireguard", "private-key"),
        ("/interface/wireguard/peers", "preshared-key"),
        ("/interface/wireguard/peers", "client-config"),
        ("/interface/pppoe-client", "password"),
        ("/interface/pppoe-client", " PassWord "),
        ("/interface/l2tp-client", "ipsec-secret"),
        ("/interface/wifi", "security.passphrase"),
        ("/interface/wifi", "security.eap-password"),
        ("/interface/wireless", "wpa2-pre-shared-key"),
        ("/interface/wireless", "static-key-0"),
        ("/interface/w60g", "password"),
        ("/interface/wifi/capsman/remote-cap", "serial"),
        ("/caps-man/remote-cap", "serial"),
        ("/caps-man/interface", "security.passphrase"),
        ("/interface/lte", "pin"),
        ("/interface/lte", "imei"),
        ("/interface/vrrp", "on-master"),
        ("/interface/vrrp", "password"),
        ("/ip/ipsec/installed-sa", "enc-key"),
        ("/ip/ipsec/installed-sa", "auth-key"),
        ("/ip/ipsec/peer", "secret"),
        ("/ip/cloud", "vpn-private-key"),
        ("/ip/cloud", "dns-name"),
        ("/ip/dhcp-client", "reconfigure-key"),
        ("/radius", "secret"),
        ("/container", "env"),
        ("/container", "cmd"),
        ("/container", "envlists"),
        ("/container", "mounts"),
        ("/disk", "encryption-key"),
        ("/disk", "self-encryption-password"),
        ("/disk", "nvme-tcp-secret"),
        ("/disk", "smb-user"),
        ("/routing/bgp/connection", "tcp-md5-key"),
        ("/system/scheduler", "on-event"),
        ("/tool/netwatch", "up-script"),
        ("/tool/romon", "secrets"),
        ("/log", "message"),
        ("/LOG/", "Message"),
        ("/interface/macsec", "cak"),
        ("/ip/hotspot/cookie", "user"),
        ("/zerotier", "identity"),
    ],
)
def test_a_secret_field(menu: str, field: str) -> None:
    """It is not printed, not queried, and not measured."""
    assert is_secret(menu, field)
    path, name = canonical(menu), field.strip()
    for words in (
        {"proplist": ("name", name)},
        {"proplist": ("name",), "queries": (f"?{name}=x",)},
        {"proplist": ("name",), "queries": (f"?>{name}=x",)},
        {"arguments": COUNT, "queries": (f"?{name}=x", "?#!")},
        {"arguments": COUNT, "queries": (f"?-{name}",)},
    ):
        with pytest.raises(ForbiddenCommandError, match="may not be asked for"):
            Command(f"{path}/print", **words)
    with pytest.raises(ForbiddenCommandError, match="may not be asked for"):
        Command(f"{path}/monitor", proplist=(name,), arguments=(("once", ""),))


@pytest.mark.parametrize("field", ["latitude", "longitude", "speed", "altitude"])
def test_where_a_router_is(field: str) -> None:
    """It is measured where the owner chose it, and neither printed nor queried."""
    assert is_secret("/system/gps", field)
    assert Command("/system/gps/monitor", proplist=(field,), arguments=(("once", ""),))
    printed: tuple[dict[str, Any], ...] = ({"proplist": (field,)}, {"queries": (f"?{field}=x",)})
    for words in printed:
        with pytest.raises(ForbiddenCommandError, match="may not be asked for"):
            Command("/system/gps/print", **words)
    with pytest.raises(ForbiddenCommandError, match="true-bearing"):
        Command("/system/gps/monitor", proplist=("true-bearing",), arguments=(("once", ""),))


@pytest.mark.parametrize(
    ("menu", "field"),
    [
        ("/interface/wireguard/peers", "public-key"),
        ("/certificate", "key-size"),
        ("/system/ups", "on-line"),
        ("/system/ups", "on-battery"),
        ("/routing/bgp/session", "remote.messages"),
        ("/interface", "name"),
        ("/ip/service", "tls-version"),
        ("/interface/wireguard/peers", "persistent-keepalive"),
    ],
)
def test_a_field_that_is_none(menu: str, field: str) -> None:
    """What only sounds like a secret may be read."""
    assert not is_secret(menu, field)
    assert Command(f"{menu}/print", proplist=(field,), queries=(f"?{field}=x", "?#!"))


@pytest.mark.parametrize("menu", DENIED_MENUS)
def test_a_denied_menu(menu: str) -> None:
    """No command reads anything of it, nor of its submenus."""
    for path in (menu, f"{menu}/below"):
        for words in ({}, {"proplist": ("comment",)}, {"arguments": (("detail", ""),)}):
            with pytest.raises(ForbiddenCommandError, match="may not be asked for"):
                Command(f"{path}/print", **words)


def test_what_the_product_reads_of_them() -> None:
    """Its own user's policies and the number of subscribers: no other field with them."""
    assert Command("/user/print", proplist=("group",), queries=("?name=x",))
    assert Command("/user/group/print", proplist=("policy",), queries=("?name=read",))
    assert Command("/ppp/secret/print", arguments=COUNT, queries=("?disabled=yes", "?#!"))
    assert Command("/ppp/secret/print", arguments=COUNT, queries=("?remote-address=pool",))
    assert Command("/user-manager/session/print", arguments=COUNT, queries=("?active=yes",))
    assert Command("/tool/user-manager/session/print", arguments=COUNT)
    assert Command("/file/print", proplist=("last-modified",), queries=("?type=backup",))
    assert Command("/system/history/print", proplist=("time", "by"))
    with pytest.raises(ForbiddenCommandError, match="all of /user"):
        Command("/user/print", proplist=("group", "last-logged-in"))
    with pytest.raises(ForbiddenCommandError, match="all of /user"):
        Command("/user/print", queries=("?name=x",))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/user/print", {"proplist": ("name",)}),
        ("/user/print", {"proplist": ("group",), "queries": ("?address=192.0.2.1",)}),
        ("/user/group/print", {"proplist": ("name", "policy")}),
        ("/user/settings/print", {}),
        ("/user/aaa/print", {"proplist": ("use-radius", "name")}),
        ("/snmp/community/print", {"proplist": ("name", "addresses")}),
        ("/snmp/community/print", {"arguments": COUNT, "queries": ("?name=public",)}),
        ("/interface/wifi/security/print", {"proplist": ("name", "passphrase")}),
        (
            "/interface/wireless/security-profiles/print",
            {"proplist": ("name", "wpa2-pre-shared-key")},
        ),
        ("/user/active/print", {"proplist": ("via",)}),
        ("/user/active/print", {"arguments": COUNT, "queries": ("?name=x",)}),
        ("/file/print", {"proplist": ("name", "last-modified")}),
        ("/file/print", {"proplist": ("last-modified",), "queries": ("?name=x",)}),
        ("/system/history/print", {"proplist": ("time", "undo")}),
        ("/system/history/print", {"proplist": ("action",)}),
        ("/log/print", {"proplist": ("message",)}),
        ("/log/print", {"proplist": (".id", "message"), "queries": ("?>.id=*1",)}),
        ("/log/print", {"proplist": ("message",), "queries": ("?.id=*1", "?topics=x", "?#|")}),
        ("/log/print", {"proplist": ("message",), "queries": ("?.id=*1", "?#!")}),
        ("/log/print", {"proplist": ("message", "extra-info"), "queries": ("?.id=*1",)}),
        ("/ppp/secret/print", {"proplist": ("name",)}),
        ("/ppp/secret/print", {"proplist": ("disabled",)}),
        ("/ppp/secret/print", {"arguments": COUNT, "queries": ("?name=x",)}),
        ("/user-manager/session/print", {"proplist": ("active",)}),
        ("/user-manager/session/print", {"arguments": COUNT, "queries": ("?user=x",)}),
        ("/user-manager/user/print", {"arguments": COUNT}),
        ("/tool/user-manager/session/print", {"proplist": ("user",)}),
        ("/ip/hotspot/active/print", {"proplist": ("server", "user")}),
        ("/ip/hotspot/user/print", {"arguments": COUNT}),
    ],
)
def test_who_they_are_is_not_read(path: str, words: dict[str, Any]) -> None:
    """Names are used in queries, and never returned; people are only counted."""
    with pytest.raises(ForbiddenCommandError, match="may not be asked for"):
        Command(path, **words)


def test_a_text_of_the_log_is_read_of_rows_that_are_named() -> None:
    """Not of all rows, and no other field comes with it."""
    asked = Command("/log/print", proplist=("message",), queries=("?.id=*1CB36", "?.id=*a", "?#|"))
    assert asked.words()[1] == "=.proplist=message"
    assert is_secret("/log", "message")


@pytest.mark.parametrize(
    "menu",
    [
        "/interface/wireguard",
        "/interface/pppoe-client",
        "/radius",
        "/ip/cloud",
        "/system/scheduler",
        "/interface/macsec",
        "/zerotier",
    ],
)
def test_rows_with_a_secret_are_read_by_name(menu: str) -> None:
    """A print of all fields would return it; a count does not."""
    with pytest.raises(ForbiddenCommandError, match="all fields"):
        Command(f"{menu}/print")
    assert Command(f"{menu}/print", proplist=("name",))
    assert Command(f"{menu}/print", arguments=COUNT)


BOTH = [(menu, fields) for listed in (SENSITIVE, PRIVATE) for menu, fields in listed.items()]


@pytest.mark.parametrize(("menu", "fields"), BOTH)
def test_what_routers_hold_is_not_asked_for(menu: str, fields: frozenset[str]) -> None:
    """Each sensitive field of a router is secret here, and no print of all fields has it."""
    assert [name for name in fields if not (is_denied(menu) or is_secret(menu, name))] == []
    if fields:
        with pytest.raises(ForbiddenCommandError, match=r"may not be asked for|all fields"):
            Command(f"{menu}/print")
