"""A campus on a CRS354 with RouterOS 7.16: 48 ports that feed access points, cameras, phones."""

from ..profile import Interface, PoeOut, Profile, Row, Sensor
from ..traffic import Pattern

_MBIT = 125_000
_ACCESS_PORTS = 48
_UNCOUNTED = frozenset({"rx-drop", "tx-drop", "rx-error", "tx-error"})

# Devices on the ports in turn: name, Mbit/s down and up, watts; none for an empty port.
_KINDS = (
    ("Access point", 11.0, 1.6, 11.4),
    ("Camera", 0.1, 4.2, 4.7),
    ("Phone", 0.06, 0.06, 2.6),
    (None, 0.0, 0.0, 0.0),
    ("Desk", 3.0, 0.5, 0.0),
    ("Camera", 0.1, 3.9, 5.0),
    (None, 0.0, 0.0, 0.0),
    ("Door", 0.02, 0.03, 1.0),
)


def _access(number: int) -> Interface:
    """Return a port of the bridge; `down` and `up` are Mbit/s as its user sees them."""
    kind, down, up, watts = _KINDS[(number - 1) % len(_KINDS)]
    busy = kind is not None
    return Interface(
        name=f"ether{number}",
        default_name=f"ether{number}",
        comment=f"{kind} {number}" if busy else None,
        l2mtu=1592,
        speed=1000,
        slave=True,
        running=busy,
        rx=Pattern(mean=up * _MBIT, day="office") if busy else None,
        tx=Pattern(mean=down * _MBIT, day="office") if busy else None,
        packet=(640, 980),
        poe=PoeOut(volts=53.2, watts=watts),
    )


_ACCESS = tuple(_access(number) for number in range(1, _ACCESS_PORTS + 1))
_BUSY = tuple(port.name for port in _ACCESS if port.running)

_MODULE = {
    "sfp-type": "SFP/SFP+/SFP28",
    "sfp-connector-type": "LC",
    "sfp-link-length-sm": "10km",
    "sfp-vendor-name": "MikroTik",
    "sfp-vendor-part-number": "S+31DLC10D",
    "sfp-manufacturing-date": "24-06-11",
    "sfp-wavelength": "1310nm",
    "sfp-temperature": "36",
    "sfp-supply-voltage": "3.287",
    "sfp-tx-bias-current": "29",
    "sfp-tx-power": "-1.874",
    "sfp-rx-power": "-4.310",
    "eeprom-checksum": "good",
}
# A direct attach cable: present, but it measures nothing.
_CABLE = {
    "sfp-type": "SFP/SFP+/SFP28",
    "sfp-connector-type": "copper-pigtail",
    "sfp-link-length-copper": "1m",
    "sfp-vendor-name": "MikroTik",
    "sfp-vendor-part-number": "S+DA0001",
}


def _uplink(number: int, comment: str, module: dict[str, str], share: float) -> Interface:
    """Return an SFP+ port that carries a share of what the access ports do."""
    return Interface(
        name=f"sfp-sfpplus{number}",
        default_name=f"sfp-sfpplus{number}",
        comment=comment,
        l2mtu=1592,
        speed=10_000,
        slave=True,
        sfp=module,
        rx_from=tuple((name, "tx", share) for name in _BUSY),
        tx_from=tuple((name, "rx", share) for name in _BUSY),
        packet=(980, 640),
        without=_UNCOUNTED - {"rx-error"},
    )


def _cage(name: str, speed: int) -> Interface:
    """Return an empty cage."""
    return Interface(
        name=name,
        default_name=name,
        l2mtu=1592,
        speed=speed,
        running=False,
        slave=True,
        link_downs=0,
        sfp={},
        without=_UNCOUNTED,
    )


_TABLES: dict[str, tuple[Row, ...]] = {
    "/ip/address": (
        {
            "address": "10.20.0.2/24",
            "network": "10.20.0.0",
            "interface": "bridge",
            "actual-interface": "bridge",
            "disabled": "false",
        },
    ),
}

PROFILE = Profile(
    name="crs_poe",
    identity="campus-sw1",
    version="7.16.2",
    built="2024-11-26 12:09:40",
    factory_software="7.6",
    board_name="CRS354-48P-4S+2Q+",
    architecture="mipsbe",
    cpu="MIPS 24Kc V7.4",
    cpu_count=1,
    cpu_frequency=650,
    memory=67_108_864,
    memory_used=0.61,
    disk=16_777_216,
    disk_used=0.77,
    sectors_written=38_015,
    cpu_idle=6,
    cpu_full=60,
    line_rate=400e6,
    connections=24,
    max_connections=58_000,
    day="office",
    uptime=8_812_004,
    model="CRS354-48P-4S+2Q+",
    serial="HGA09BQ4Z7N",
    firmware_type="qca9531L",
    factory_firmware="7.6",
    licence={"software-id": "V9WD-0TTF", "nlevel": "5", "features": ""},
    features=frozenset({"routerboard", "sensors", "poe-out", "switch", "large-switch"}),
    interfaces=(
        *_ACCESS,
        Interface(
            name="ether49",
            default_name="ether49",
            l2mtu=1592,
            speed=100,
            running=False,
            link_downs=0,
        ),
        _uplink(1, "Core A", _MODULE, 0.7),
        _uplink(2, "Rack below", _CABLE, 0.3),
        _cage("sfp-sfpplus3", 10_000),
        _cage("sfp-sfpplus4", 10_000),
        _cage("qsfpplus1-1", 40_000),
        _cage("qsfpplus2-1", 40_000),
        Interface(
            name="bridge",
            type="bridge",
            comment="Campus",
            mtu="auto",
            l2mtu=1592,
            rx=Pattern(mean=0.02 * _MBIT, kind="idle", day="flat"),
            tx=Pattern(mean=0.02 * _MBIT, kind="idle", day="flat"),
        ),
        Interface(
            name="lo",
            type="loopback",
            mtu="65536",
            rx=Pattern(mean=4, kind="idle", day="flat"),
            tx=Pattern(mean=4, kind="idle", day="flat"),
        ),
    ),
    sensors=(
        Sensor(name="cpu-temperature", unit="C", value=51.0, swing=0.04),
        Sensor(name="board-temperature1", unit="C", value=42.0, swing=0.04),
        Sensor(name="fan1-speed", unit="RPM", value=5130.0, swing=0.03),
        Sensor(name="fan2-speed", unit="RPM", value=5090.0, swing=0.03),
        Sensor(name="psu1-state", unit="", value="ok"),
        Sensor(name="psu2-state", unit="", value="fail"),
        Sensor(name="poe-out-consumption", unit="W", value=148.2, swing=0.02, decimals=1),
    ),
    tables=_TABLES,
)
