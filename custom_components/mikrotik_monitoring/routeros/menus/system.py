"""The menus of the router itself: hardware, software, services and tools."""

from typing import Final

from .menu import MenuFacts, menu

SYSTEM: Final[tuple[MenuFacts, ...]] = (
    menu(
        "/certificate",
        numbers="key-size days-valid",
        durations="expires-after",
        flags="trusted authority issued revoked expired crl",
        texts="name common-name issuer invalid-before invalid-after",
    ),
    menu(
        "/container",
        percents="cpu-usage",
        sizes="memory-current",
        counters="restart-count",
        flags="running stopped",
        texts="name status interface",
    ),
    menu(
        "/disk",
        sizes="size free",
        percents="use percentage-used",
        numbers="temperature",
        counters="unsafe-shutdowns io-errors",
        durations="power-on-time",
        flags="mounted empty raid-member-failed",
        texts="slot type fs label model mount-point",
    ),
    menu("/log", texts="topics time buffer"),
    menu("/snmp", is_single=True, flags="enabled", texts="contact location"),
    menu("/system/clock", is_single=True, flags="dst-active", texts="time date time-zone-name"),
    menu(
        "/system/device-mode",
        is_single=True,
        counters="attempt-count",
        flags="flagged",
        texts="mode",
    ),
    menu(
        "/system/gps",
        is_single=True,
        flags="enabled set-system-time",
        texts="port coordinate-format",
    ),
    menu(
        "/system/health",
        numbers=(
            "value voltage temperature cpu-temperature board-temperature1 board-temperature2"
            " sfp-temperature switch-temperature phy-temperature current power-consumption"
            " poe-out-consumption jack-voltage 2pin-voltage poe-in-voltage psu1-voltage"
            " psu2-voltage psu1-current psu2-current fan1-speed fan2-speed fan3-speed fan4-speed"
        ),
        texts="name type psu1-state psu2-state fan-state state state-after-reboot",
    ),
    menu("/system/identity", is_single=True, texts="name"),
    menu(
        "/system/license",
        is_single=True,
        numbers="nlevel",
        texts="level features deadline-at next-renewal-at",
    ),
    menu(
        "/system/ntp/client",
        is_single=True,
        numbers="system-offset freq-drift synced-stratum",
        durations="poll-interval last-update-before last-adjustment",
        flags="enabled",
        texts="status mode servers synced-server active-server last-update-from",
    ),
    menu(
        "/system/package",
        sizes="size",
        flags="disabled available",
        texts="name version scheduled build-time",
    ),
    menu(
        "/system/package/update",
        is_single=True,
        texts="channel installed-version latest-version status",
    ),
    menu(
        "/system/resource",
        is_single=True,
        sizes="free-memory total-memory free-hdd-space total-hdd-space",
        percents="cpu-load bad-blocks",
        counters="write-sect-since-reboot write-sect-total",
        numbers="cpu-count cpu-frequency",
        durations="uptime",
        texts="version board-name architecture-name platform build-time",
    ),
    menu("/system/resource/cpu", percents="load irq disk", texts="cpu"),
    menu("/system/resource/irq", counters="count", numbers="irq", texts="users cpu active-cpu"),
    menu(
        "/system/routerboard",
        is_single=True,
        flags="routerboard",
        texts="model revision firmware-type factory-firmware current-firmware upgrade-firmware",
    ),
    menu(
        "/system/scheduler",
        counters="run-count",
        durations="interval",
        flags="disabled",
        texts="name owner next-run start-time comment",
    ),
    menu("/system/ups", durations="offline-time min-runtime", texts="name port model"),
    menu(
        "/tool/netwatch",
        counters="done-tests failed-tests",
        numbers="port sent-count response-count loss-count http-status-code",
        percents="loss-percent",
        durations=(
            "interval timeout rtt-avg rtt-min rtt-max rtt-jitter rtt-stdev tcp-connect-time"
            " http-resp-time"
        ),
        flags="disabled",
        texts="name comment host type status since",
    ),
    menu("/tool/traffic-monitor", flags="disabled invalid", texts="name interface traffic comment"),
)
