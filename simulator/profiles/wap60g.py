"""A house behind a link on 60 GHz: a wAP 60G with RouterOS 7.18 that is a station."""

from ..profile import Host, Interface, Profile, Sensor
from ..rules import home_rules
from ..traffic import Pattern

_MBIT = 125_000

PROFILE = Profile(
    name="wap60g",
    identity="barn-60",
    version="7.18.2",
    built="2025-03-11 11:59:04",
    factory_software="6.43.4",
    board_name="wAP 60G",
    architecture="arm",
    cpu="ARMv7",
    cpu_count=4,
    cpu_frequency=716,
    memory=268_435_456,
    memory_used=0.31,
    disk=16_777_216,
    disk_used=0.74,
    sectors_written=19_020,
    cpu_idle=2,
    cpu_full=60,
    line_rate=125e6,
    connections=310,
    max_connections=266_000,
    uptime=4_811_002,
    model="RBwAPG-60ad",
    serial="A5E20B93C4D1",
    firmware_type="ipq4000L",
    factory_firmware="6.43.4",
    licence={"software-id": "H2TC-90NR", "nlevel": "3", "features": ""},
    features=frozenset({"routerboard", "sensors", "w60g"}),
    interfaces=(
        Interface(
            name="ether1",
            default_name="ether1",
            comment="Barn",
            l2mtu=1596,
            speed=1000,
            slave=True,
            rx=Pattern(mean=3.1 * _MBIT),
            tx=Pattern(mean=27.0 * _MBIT),
            packet=(430, 1180),
        ),
        Interface(
            name="wlan60-1",
            type="w60g",
            default_name="wlan60-1",
            comment="To the house",
            l2mtu=1600,
            rx_from=(("ether1", "tx", 1.0),),
            tx_from=(("ether1", "rx", 1.0),),
            packet=(1180, 430),
            more={"ssid": "house-60", "frequency": "auto"},
        ),
        Interface(
            name="bridge",
            type="bridge",
            mtu="auto",
            l2mtu=1596,
            rx_from=(("ether1", "rx", 0.97),),
            tx_from=(("ether1", "tx", 0.97),),
            packet=(430, 1180),
        ),
    ),
    sensors=(
        Sensor(name="voltage", unit="V", value=23.8, swing=0.02, decimals=1),
        Sensor(name="temperature", unit="C", value=41.0, swing=0.1),
    ),
    rules=home_rules("wlan60-1", visitors=0.5),
    tables={
        "/ip/address": (
            {
                "address": "10.60.0.2/30",
                "network": "10.60.0.0",
                "interface": "wlan60-1",
                "actual-interface": "wlan60-1",
                "disabled": "false",
            },
        ),
        "/ip/route": (
            {
                "dst-address": "0.0.0.0/0",
                "routing-table": "main",
                "gateway": "10.60.0.1",
                "immediate-gw": "10.60.0.1%wlan60-1",
                "distance": "1",
                "scope": "30",
                "target-scope": "10",
                "static": "true",
                "active": "true",
            },
        ),
    },
    monitored={
        "/interface/w60g": {
            "wlan60-1": {
                "connected": "true",
                "frequency": "60480",
                "remote-address": "48:8F:5A:F3:34:E0",
                "tx-mcs": "8",
                "tx-phy-rate": "2.3Gbps",
                "signal": "80",
                "rssi": "-58",
                "tx-sector": "28",
                "tx-sector-info": "left 0.9 degrees, up 2.6 degrees",
                "rx-sector": "96",
                "distance": "160.9m",
                "tx-packet-error-rate": "2%",
                "baseband-temperature": "48.73",
            },
        },
    },
    hosts={"10.60.0.1": Host(round_trip=0.0012)},
)
