"""Third-party clients, each run once against one router: what each found, and its warnings."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import json
import logging
from pathlib import Path
import subprocess
from types import SimpleNamespace
from typing import Any

from homeassistant.components.mikrotik.coordinator import MikrotikData, get_api
import librouteros
from librouteros.exceptions import LibRouterosError
from librouteros.login import plain, token
import routeros_api
from routeros_api.exceptions import RouterOsApiError

_COLLECTORS = Path(__file__).with_name("prove_mktxp.py")
_SECONDS = 180
# Above this number, rows are counted instead of read.
_MOST_ROWS = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A router: its address, login, login method, and menus.

    Menus in `tables` have any number of rows, those in `rows` exactly one.
    """

    host: str
    port: int
    user: str
    password: str
    has_plain_login: bool
    tables: tuple[str, ...]
    rows: tuple[str, ...]
    python: Path


@dataclass(slots=True)
class Found:
    """What a client found, by its own names, and its warnings."""

    amounts: dict[str, int] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)


type Client = Callable[[Target], Found]


def mktxp(target: Target) -> Found:
    """Run all collectors of mktxp, in the Python where it is installed."""
    plain_login = str(target.has_plain_login)
    address = (target.host, str(target.port), target.user, target.password, plain_login)
    ran = subprocess.run(  # noqa: S603 - our own script and addresses.
        [target.python, "-I", _COLLECTORS, *address],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if ran.returncode:
        return Found(complaints=[ran.stderr.strip().rpartition("\n")[2]])
    said = json.loads(ran.stdout.splitlines()[-1])
    return Found(amounts=said["found"], complaints=said["complaints"])


def home_assistant(target: Target) -> Found:
    """Run the commands of Home Assistant's own integration: its setup and two updates."""
    data = {
        "host": target.host,
        "port": target.port,
        "username": target.user,
        "password": target.password,
        "verify_ssl": False,
    }
    entry: Any = SimpleNamespace(data=data, options={"arp_ping": True, "force_dhcp": True})
    hass: Any = None
    with _warnings("homeassistant.components.mikrotik") as complaints:
        router = MikrotikData(hass, entry, get_api(data))
        router.get_hub_details()
        for _ in range(2):
            router.update_devices()
        router.api.close()
    sensors = router.sensors["resource"]
    amounts = {name: int(value is not None) for name, value in sensors.items()}
    amounts |= {"hostname": int(bool(router.hostname)), "interfaces": len(router.interfaces)}
    return Found(amounts=amounts, complaints=complaints)


def librouteros_walk(target: Target) -> Found:
    """Read every menu of a router in full with librouteros."""
    api = librouteros.connect(
        target.host,
        target.user,
        target.password,
        port=target.port,
        login_method=plain if target.has_plain_login else token,
    )

    def count(menu: str) -> int:
        [counted] = api.rawCmd(f"{menu}/print", "=count-only=")
        return int(counted["ret"])

    try:
        return _walk(target, count, lambda menu: [*api.path(menu)], LibRouterosError)
    finally:
        api.close()


def routeros_api_walk(target: Target) -> Found:
    """Read every menu of a router in full with RouterOS-api."""
    pool = routeros_api.RouterOsApiPool(
        target.host,
        username=target.user,
        password=target.password,
        port=target.port,
        plaintext_login=target.has_plain_login,
    )
    # As bytes: text from WinBox may not be UTF-8, which this client would assume.
    menu_of = pool.get_api().get_binary_resource

    def count(menu: str) -> int:
        reply = menu_of(menu).call("print", {"count-only": b""})
        return int(reply.done_message["ret"])

    try:
        return _walk(target, count, lambda menu: list(menu_of(menu).get()), RouterOsApiError)
    finally:
        pool.disconnect()


def _walk(
    target: Target,
    count: Callable[[str], int],
    read: Callable[[str], list[Any]],
    error: type[Exception],
) -> Found:
    """Read all menus; return the number of rows of each."""
    found = Found()
    for menu in (*target.tables, *target.rows):
        try:
            amount = count(menu) if menu in target.tables else 1
            found.amounts[menu] = amount if amount > _MOST_ROWS else len(read(menu))
        except (error, ValueError, KeyError) as reason:
            found.complaints.append(f"{menu}/print: {reason!r}")
    return found


class _Kept(logging.Handler):
    """Keeps log records of level warning or above."""

    def __init__(self) -> None:
        """Start without records."""
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.texts.append(record.getMessage())


@contextmanager
def _warnings(name: str) -> Iterator[list[str]]:
    """Collect the warnings of a logger."""
    kept = _Kept()
    logger = logging.getLogger(name)
    logger.addHandler(kept)
    try:
        yield kept.texts
    finally:
        logger.removeHandler(kept)
