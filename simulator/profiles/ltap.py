"""A bus with an LtAP and RouterOS 7.21: an LTE and a 5G modem, the older wireless package."""

from ..profile import Host, Interface, Moving, Profile, Row, Sensor, Since
from ..rules import home_rules
from ..traffic import Pattern

_MBIT = 125_000

_LTE = {
    "pin-status": "ok",
    "functionality": "full",
    "manufacturer": '"MikroTik"',
    "model": '"FG621-EA"',
    "revision": "16121.1034.00.01.01.08",
    "current-operator": "LMT",
    "lac": "72",
    "current-cellid": "5302276",
    "enb-id": "20711",
    "sector-id": "4",
    "phy-cellid": "211",
    "access-technology": "LTE-A",
    "primary-band": "B3@20Mhz earfcn: 1300 phy-cellid: 211",
    "ca-band": "B7@20Mhz earfcn: 2850 phy-cellid: 117",
    "cqi": "11",
    "ri": "2",
    "mcs": "16",
    "rssi": "-62",
    "rsrp": "-91",
    "rsrq": "-10.5",
    "sinr": "14",
}
_NR = {
    "pin-status": "ok",
    "functionality": "full",
    "manufacturer": '"Quectel"',
    "model": '"RG520F-EU"',
    "revision": "RG520FEUDDR03A03M4G",
    "current-operator": "Tele2",
    "current-cellid": "131854340",
    "phy-cellid": "38",
    "data-class": "5G NSA",
    "primary-band": "B1@15Mhz earfcn: 375 phy-cellid: 38",
    "ca-band": "n78@100Mhz earfcn: 636666 phy-cellid: 502",
    "cqi": "13",
    "rsrp": "-97",
    "rsrq": "-12.5",
    "sinr": "9",
    "nr-rsrp": "-88",
    "nr-rsrq": "-11.0",
    "nr-sinr": "18.5",
}


def _modem(number: int, modem: dict[str, str], down: float) -> Interface:
    """Return a modem."""
    return Interface(
        name=f"lte{number}",
        type="lte",
        default_name=f"lte{number}",
        comment="Passengers" if number == 1 else "Tickets",
        rx=Pattern(mean=down * _MBIT),
        tx=Pattern(mean=down * 0.2 * _MBIT),
        packet=(1100, 380),
        without=frozenset({"tx-queue-drop"}),
        modem=modem,
    )


def _client(number: int, signal: int) -> Row:
    """Return a wireless client's row."""
    return {
        "interface": "wlan1",
        "mac-address": f"7A:11:0C:20:9E:{number:02X}",
        "ap": "false",
        "wds": "false",
        "bridge": "false",
        "rx-rate": "58.5Mbps-20MHz/1S",
        "tx-rate": "65Mbps-20MHz/1S",
        "packets": "3021,2044",
        "bytes": "1800231,402112",
        "uptime": Since(311 + number * 97),
        "last-activity": "90ms",
        "signal-strength": f"{signal}@HT20-6",
        "signal-to-noise": str(signal + 112),
        "tx-ccq": str(60 + number),
        "authentication-type": "wpa2-psk",
    }


# The bus on its round; its receiver writes whole degrees and their decimals.
_GPS: Row = {
    "date-and-time": "2026-11-20 08:26:26",
    "latitude": Moving(56.949649, 0.0003, decimals=6),
    "longitude": Moving(24.105186, 0.0004, decimals=6),
    "altitude": Moving(12.6, 0.2, decimals=6, unit=" m"),
    "speed": Moving(31.4, 0.9, decimals=6, unit=" km/h"),
    "destination-bearing": "none",
    "true-bearing": "185.500000 deg. True",
    "magnetic-bearing": "0.000000 deg. Mag",
    "valid": "true",
    "satellites": Moving(11, 0.2),
    "fix-quality": "1",
    "horizontal-dilution": Moving(1.1, 0.3, decimals=2),
    "data-age": "340ms",
}

PROFILE = Profile(
    name="ltap",
    identity="bus-417",
    version="7.21.3",
    built="2026-01-27 13:40:55",
    factory_software="6.48.4",
    board_name="LtAP",
    architecture="mmips",
    cpu="MIPS 1004Kc V2.15",
    cpu_count=4,
    cpu_frequency=880,
    memory=134_217_728,
    memory_used=0.47,
    disk=16_777_216,
    disk_used=0.79,
    sectors_written=30_411,
    cpu_idle=4,
    cpu_full=80,
    line_rate=15e6,
    connections=230,
    max_connections=116_000,
    uptime=41_388,
    model="RBLtAP-2HnD",
    serial="HE3081PK6M2",
    firmware_type="mt7621L",
    factory_firmware="6.48.4",
    licence={"software-id": "L0DW-5KXP", "nlevel": "4", "features": ""},
    features=frozenset({"routerboard", "sensors", "wireless", "lte", "gps"}),
    interfaces=(
        Interface(
            name="ether1",
            default_name="ether1",
            comment="Ticket machine",
            l2mtu=1596,
            speed=1000,
            rx=Pattern(mean=0.02 * _MBIT),
            tx=Pattern(mean=0.05 * _MBIT),
        ),
        Interface(
            name="wlan1",
            type="wlan",
            default_name="wlan1",
            l2mtu=1600,
            rx=Pattern(mean=0.6 * _MBIT),
            tx=Pattern(mean=4 * _MBIT),
            packet=(420, 1180),
            without=frozenset({"tx-queue-drop"}),
        ),
        _modem(1, _LTE, 4.2),
        _modem(2, _NR, 0.06),
        Interface(name="lo", type="loopback", mtu="65536"),
    ),
    sensors=(
        Sensor(name="voltage", unit="V", value=26.9, swing=0.03, decimals=1),
        Sensor(name="temperature", unit="C", value=38.0, swing=0.1),
    ),
    rules=home_rules("lte1", visitors=0.4),
    tables={
        "/interface/wireless/registration-table": tuple(
            _client(number, -58 - 4 * number) for number in range(5)
        ),
        "/system/gps": (
            {
                "enabled": "true",
                "port": "serial1",
                "channel": "0",
                "init-channel": "0",
                "init-string": "",
                "set-system-time": "true",
                "coordinate-format": "dd",
            },
        ),
        "/ip/route": (
            {
                "dst-address": "0.0.0.0/0",
                "routing-table": "main",
                "gateway": "lte1",
                "immediate-gw": "lte1",
                "distance": "2",
                "scope": "30",
                "target-scope": "10",
                "modem": "true",
                "active": "true",
                "dynamic": "true",
            },
        ),
    },
    monitored={
        "/interface/wireless": {
            "wlan1": {
                "status": "running-ap",
                "channel": "2462/20/gn(20dBm)",
                "wireless-protocol": "802.11",
                "noise-floor": "-108",
                "overall-tx-ccq": "72",
                "registered-clients": "5",
                "authenticated-clients": "5",
                "wmm-enabled": "true",
            },
        },
        "/system/gps": {"": _GPS},
    },
    hosts={"1.1.1.1": Host(round_trip=0.041, loss=0.01)},
)
