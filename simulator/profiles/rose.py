"""An archive on a ROSE data server with RouterOS 7.22: disks, containers, fibre, a UPS."""

from ..profile import Host, Interface, Profile, Row, Sensor
from ..rules import Rule
from ..traffic import Pattern
from .rose_storage import MONITORED, TABLES

_MBIT = 125_000
_CONTAINERS = ("dns", "backup", "metrics", "build")

_MODULE = {
    "sfp-type": "SFP/SFP+/SFP28/SFP56",
    "sfp-connector-type": "LC",
    "sfp-link-length-sm": "10km",
    "sfp-vendor-name": "MikroTik",
    "sfp-vendor-part-number": "XS+31LC10D",
    "sfp-vendor-serial": "XS31A0240117",
    "sfp-manufacturing-date": "25-02-19",
    "sfp-wavelength": "1310.00",
    "sfp-temperature": "38",
    "sfp-supply-voltage": "3.301",
    "sfp-tx-bias-current": "37",
    "sfp-tx-power": "-0.812",
    "sfp-rx-power": "-3.105",
    "eeprom-checksum": "good",
}
# No light comes in: the fibre is pulled.
_DARK = {
    name: text
    for name, text in _MODULE.items()
    if name not in {"sfp-rx-power", "sfp-vendor-serial"}
} | {"sfp-rx-power": "-40.000", "eeprom-checksum": "bad"}
_CABLE = {
    "sfp-type": "QSFP28/QSFP56",
    "sfp-connector-type": "no-separable-connector",
    "sfp-link-length-copper-active-om4": "1m",
    "sfp-vendor-name": "MikroTik",
    "sfp-vendor-part-number": "XQ+DA0001",
    "sfp-wavelength": "0",
    "eeprom-checksum": "good",
}


def _cage(
    name: str, speed: int, module: dict[str, str], comment: str | None = None, down: float = 0
) -> Interface:
    """Return a cage, with what is in it and how many Mbit/s come in."""
    busy = down > 0
    return Interface(
        name=name,
        default_name=name,
        comment=comment,
        l2mtu=9584,
        speed=speed,
        running=busy,
        link_downs=1 if module else 0,
        sfp=module,
        rx=Pattern(mean=down * _MBIT, day="office") if busy else None,
        tx=Pattern(mean=down * 2.4 * _MBIT, day="office") if busy else None,
        packet=(1180, 1310),
    )


def _veth(name: str) -> Interface:
    """Return the interface of a container."""
    busy = name != "build"
    return Interface(
        name=f"veth-{name}",
        type="veth",
        running=busy,
        rx=Pattern(mean=1.1 * _MBIT, day="office") if busy else None,
        tx=Pattern(mean=0.6 * _MBIT, day="office") if busy else None,
        without=frozenset({"rx-drop", "tx-drop", "rx-error", "tx-error"}),
    )


_TABLES: dict[str, tuple[Row, ...]] = {
    **TABLES,
    "/ip/address": (
        {
            "address": "10.30.0.5/24",
            "network": "10.30.0.0",
            "interface": "sfp28-1",
            "actual-interface": "sfp28-1",
            "disabled": "false",
        },
    ),
    "/ip/route": (
        {
            "dst-address": "0.0.0.0/0",
            "routing-table": "main",
            "gateway": "10.30.0.1",
            "immediate-gw": "10.30.0.1%sfp28-1",
            "distance": "1",
            "scope": "30",
            "target-scope": "10",
            "active": "true",
            "static": "true",
        },
    ),
}

PROFILE = Profile(
    name="rose",
    identity="archive-rose",
    version="7.22.1",
    built="2026-03-24 08:50:18",
    factory_software="7.18.2",
    board_name="RDS2216-2XG-4S+4XS-2XQ",
    architecture="arm64",
    cpu="ARM64",
    cpu_count=16,
    cpu_frequency=2000,
    memory=34_359_738_368,
    memory_used=0.11,
    disk=134_217_728,
    disk_used=0.24,
    sectors_written=210_448,
    cpu_idle=3,
    cpu_full=40,
    line_rate=1.2e9,
    connections=640,
    max_connections=4_194_304,
    day="office",
    uptime=5_330_112,
    model="RDS2216-2XG-4S+4XS-2XQ",
    serial="HJQ0A7M3XW9",
    firmware_type="al64v3",
    factory_firmware="7.18.2",
    licence={"software-id": "7KQH-M2VD", "nlevel": "6", "features": ""},
    features=frozenset({"routerboard", "sensors", "container"}),
    interfaces=(
        _cage("sfp28-1", 25_000, _MODULE, "Core A", 420),
        _cage("sfp28-2", 25_000, _DARK, "Core B"),
        _cage("sfp28-3", 25_000, {}),
        _cage("qsfp28-1-1", 100_000, _CABLE, "Cluster", 1_300),
        _cage("sfp-sfpplus1", 10_000, {}),
        Interface(
            name="ether1",
            default_name="ether1",
            comment="Management",
            l2mtu=9584,
            speed=1000,
            rx=Pattern(mean=0.05 * _MBIT, day="flat"),
            tx=Pattern(mean=0.3 * _MBIT, day="flat"),
        ),
        Interface(
            name="ether2", default_name="ether2", l2mtu=9584, speed=0, running=False, link_downs=0
        ),
        *(_veth(name) for name in _CONTAINERS),
        Interface(
            name="containers",
            type="bridge",
            mtu="auto",
            l2mtu=65535,
            rx=Pattern(mean=2 * _MBIT, day="office"),
            tx=Pattern(mean=3 * _MBIT, day="office"),
        ),
        Interface(name="lo", type="loopback", mtu="65536"),
    ),
    sensors=(
        Sensor(name="cpu-temperature", unit="C", value=48.0, swing=0.04),
        Sensor(name="board-temperature1", unit="C", value=34.0, swing=0.04),
        Sensor(name="fan1-speed", unit="RPM", value=5210.0, swing=0.03),
        Sensor(name="fan2-speed", unit="RPM", value=5180.0, swing=0.03),
        Sensor(name="psu1-state", unit="", value="ok"),
        Sensor(name="psu2-state", unit="", value="ok"),
        Sensor(name="power-consumption", unit="W", value=118.4, swing=0.03, decimals=1),
    ),
    rules=(
        Rule(table="filter", chain="input", action="accept", packets=40, comment="Established"),
        Rule(table="filter", chain="input", action="drop", packets=2, comment="Drop the rest"),
        Rule(table="nat", chain="srcnat", action="masquerade", packets=4, size=70),
    ),
    tables=_TABLES,
    monitored=MONITORED,
    hosts={"10.30.0.1": Host(round_trip=0.0003)},
)
