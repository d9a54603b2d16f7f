"""The school's older building: a controller on RouterOS 6.49 with the older CAPsMAN."""

from dataclasses import replace

from ..profile import Interface, Row, Since
from .capsman import ADDRESS, LAN, PROFILE as NEWER

# Identity, MAC address and radio of each access point.
_CAPS = (
    ("cap-north", "6C:3B:6B:20:41:00", "cap1", "2462/20/gn(17dBm)"),
    ("cap-south", "6C:3B:6B:20:42:00", "cap2", "5240/20-Ceee/ac/P(20dBm)"),
)
_CLIENTS = (("cap1", -66), ("cap1", -74), ("cap2", -59))


def _remote(identity: str, base: str) -> Row:
    """Return an access point's row."""
    return {
        "name": f"[{base}]",
        "state": "Run",
        "address": f"{base}/51230",
        "board": "RBcAPGi-5acD2nD",
        "serial": f"B9{base[-5:-3]}0C41D7A2",
        "version": "6.49.18",
        "identity": identity,
        "base-mac": base,
        "radios": "1",
    }


def _radio(identity: str, base: str, interface: str) -> Row:
    """Return a radio's row."""
    return {
        "radio-mac": base[:-1] + "1",
        "remote-cap-name": f"[{base}]",
        "remote-cap-identity": identity,
        "interface": interface,
        "provisioned": "true",
        "local": "false",
    }


def _interface(name: str, channel: str) -> Interface:
    """Return an interface of an access point."""
    clients = str(sum(radio == name for radio, _ in _CLIENTS))
    return Interface(
        name=name,
        type="cap",
        l2mtu=1600,
        more={
            "master": "true",
            "master-interface": "none",
            "configuration": "school",
            "bound": "true",
            "inactive": "false",
            "current-state": "running-ap",
            "current-channel": channel,
            "current-registered-clients": clients,
            "current-authorized-clients": clients,
        },
    )


def _client(number: int, radio: str, signal: int) -> Row:
    """Return a wireless client's row."""
    return {
        "interface": radio,
        "ssid": "school",
        "mac-address": f"3C:A9:F4:51:0E:{number:02X}",
        "tx-rate": "65Mbps-20MHz/1S",
        "rx-rate": "58.5Mbps-20MHz/1S",
        "rx-signal": str(signal),
        "uptime": Since(2_210 + number * 577),
        "packets": f"{3_000 + number},{1_900 + number}",
        "bytes": f"{4_100_000 + number},{620_000 + number}",
    }


PROFILE = replace(
    NEWER,
    name="capsman_v6",
    identity="school-annex",
    version="6.49.18",
    channel="long-term",
    built="2025-02-27 15:56:42",
    factory_software="6.43.8",
    board_name="RB4011iGS+",
    architecture="arm",
    cpu="ARMv7",
    disk=536_870_912,
    model="RB4011iGS+",
    serial="B8E90D21F4C6",
    firmware_type="al2",
    factory_firmware="6.43.8",
    licence={"software-id": "7QWN-M4TC", "nlevel": "5", "features": ""},
    interfaces=(*LAN, *(_interface(name, channel) for _, _, name, channel in _CAPS)),
    tables={
        "/caps-man/manager": ({"enabled": "true", "upgrade-policy": "none"},),
        "/caps-man/remote-cap": tuple(_remote(identity, base) for identity, base, _, _ in _CAPS),
        "/caps-man/radio": tuple(_radio(identity, base, one) for identity, base, one, _ in _CAPS),
        "/caps-man/registration-table": tuple(
            _client(number, radio, signal) for number, (radio, signal) in enumerate(_CLIENTS)
        ),
        "/ip/address": (ADDRESS,),
        "/ip/route": (
            {
                "dst-address": "0.0.0.0/0",
                "gateway": "198.51.100.65",
                "gateway-status": "198.51.100.65 reachable via  ether1",
                "distance": "1",
                "scope": "30",
                "target-scope": "10",
                "vrf-interface": "ether1",
                "active": "true",
                "dynamic": "true",
                "static": "true",
                "disabled": "false",
            },
        ),
    },
    monitored={},
)
