"""A separate Home Assistant: its configuration, its process and its API.

The demo and the end-to-end tests share it.

    configuration = await prepare_config(Path(".demo"), port=8123)
    async with HomeAssistant(configuration) as home_assistant:
        await home_assistant.add_integration({"host": "127.0.0.1", ...})
"""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import shutil
import signal
import socket
import sys
from typing import Any, Final, Self

import aiohttp

from scripts.home_assistant_socket import ApiError, Socket

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = "mikrotik_monitoring"
RESTART_EXIT_CODE = 100
STOP_TIMEOUT = 30.0

CONFIGURATION = """\
# Written by the demo. It is yours to change: it is not written again.
homeassistant:
  name: MikroTik Monitoring
  country: LV
  currency: EUR
  auth_providers:
    - type: trusted_networks
      trusted_networks: [127.0.0.1/32]
      allow_bypass_login: true
    - type: homeassistant

frontend:
history:
logbook:
energy:
system_health:
automation:
script:
recorder:
logger:
  default: warning
  logs:
    custom_components.mikrotik_monitoring: info
    # This machine may have neither of the two media libraries that they miss.
    haffmpeg: fatal
    homeassistant.components.camera.img_util: fatal
"""


class StartError(Exception):
    """Home Assistant did not start; the message ends with its last log lines."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Configuration:
    """A prepared configuration folder, the port in it and an access token of its owner."""

    directory: Path
    port: int
    token: str = field(repr=False)

    @property
    def url(self) -> str:
        """Return the URL of Home Assistant, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"


# Home Assistant's stored network settings: only this machine is contacted.
_LOOPBACK_ALONE: Final = {
    "version": 1,
    "minor_version": 1,
    "key": "core.network",
    "data": {"configured_adapters": ["lo"]},
}


async def prepare_config(directory: Path, *, port: int, yaml: str = CONFIGURATION) -> Configuration:
    """Create or complete a configuration folder that opens without onboarding and login.

    Existing files stay: `yaml` is written only to a folder without a configuration.yaml.
    Raises StartError when Home Assistant's own classes refuse to prepare it.
    """
    directory = await asyncio.to_thread(_write_files, directory, yaml)
    known = await asyncio.to_thread(_read_prepared, directory)
    if known.get("port") != port:
        token = await _first_start(directory, port)
        known = {"port": port, "token": token}
        await asyncio.to_thread(_write_prepared, directory, known)
    return Configuration(directory=directory, port=port, token=known["token"])


def _write_files(directory: Path, yaml: str) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    components = directory / "custom_components"
    if components.is_symlink() and not components.exists():
        components.unlink()
    if not components.exists():
        components.symlink_to(ROOT / "custom_components", target_is_directory=True)
    configuration = directory / "configuration.yaml"
    if not configuration.exists():
        configuration.write_text(yaml, encoding="utf-8")
    network = directory / ".storage" / "core.network"
    # first_start prints why the folder cannot be prepared.
    with suppress(FileExistsError, NotADirectoryError):
        network.parent.mkdir(exist_ok=True)
        with network.open("x", encoding="utf-8") as file:
            json.dump(_LOOPBACK_ALONE, file)
    return directory.resolve()


def _prepared(directory: Path) -> Path:
    return directory / ".prepared.json"


def _read_prepared(directory: Path) -> dict[str, Any]:
    path = _prepared(directory)
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return known


def _write_prepared(directory: Path, known: Mapping[str, Any]) -> None:
    path = _prepared(directory)
    path.touch(mode=0o600)
    path.write_text(json.dumps(known), encoding="utf-8")


async def _first_start(directory: Path, port: int) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "scripts.first_start", str(directory), str(port)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode != 0:
        raise StartError(f"{directory} could not be prepared:\n{errors.decode(errors='replace')}")
    return output.decode().split()[-1]


def free_port(first: int, count: int = 20) -> int:
    """Return the first free port from `first` on; raises OSError when all are in use."""
    for port in range(first, first + count):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"all ports from {first} to {first + count - 1} are in use")


class HomeAssistant:
    """A `hass` process in its own group; as a context it is ready inside and ended after."""

    def __init__(
        self,
        configuration: Configuration,
        *,
        show_log: bool = False,
        program: str = "homeassistant",
    ) -> None:
        """Store the configuration; `show_log` sends the log to the terminal instead of a file.

        `program` is the module that is run: Home Assistant's own, or one that runs it.
        """
        self.configuration = configuration
        self._show_log = show_log
        self._program = program
        self._process: asyncio.subprocess.Process | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        """Return the URL, without a trailing slash."""
        return self.configuration.url

    @property
    def log(self) -> Path:
        """Return the file with all output of the process since its start."""
        return self.configuration.directory / "console.log"

    async def __aenter__(self) -> Self:
        """Start and wait until everything is loaded."""
        try:
            await self.start()
            await self.wait_ready()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop the process and all that it started."""
        await self.stop()

    async def start(self) -> None:
        """Start the process; it ends when this process ends, in whatever way."""
        command = [sys.executable, "-m", self._program, "--skip-pip", "--log-no-color"]
        if guard := shutil.which("setpriv"):
            command = [guard, "--pdeathsig", "TERM", *command]
        with self.log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command,
                "--config",
                str(self.configuration.directory),
                cwd=ROOT,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=None if self._show_log else log,
                stderr=None if self._show_log else log,
                start_new_session=True,
            )

    async def wait_ready(self, within: float = 120.0) -> None:
        """Wait until Home Assistant has loaded everything; raises StartError if it does not."""
        try:
            async with asyncio.timeout(within):
                while not await self._is_running():
                    if self._process is None or self._process.returncode is not None:
                        raise StartError(f"Home Assistant ended at once:\n{self._last_words()}")
                    await asyncio.sleep(0.1)
        except TimeoutError as error:
            raise StartError(
                f"Home Assistant is not ready after {within:.0f} s:\n{self._last_words()}"
            ) from error

    async def _is_running(self) -> bool:
        try:
            answer = await self.rest("GET", "/api/config")
        except aiohttp.ClientError, ApiError:
            return False
        return bool(answer["state"] == "RUNNING")

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])

    async def wait_ended(self) -> int:
        """Return the exit code once the process has ended; RESTART_EXIT_CODE requests a restart."""
        if self._process is None:
            raise StartError("Home Assistant was not started.")
        return await self._process.wait()

    async def stop(self) -> None:
        """End the process group, gently first; do nothing if it is not running."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(STOP_TIMEOUT):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        _end_group(process.pid)

    async def rest(self, method: str, path: str, payload: Any = None) -> Any:
        """Call Home Assistant's REST API as the owner; return the JSON of its response.

        Raises ApiError for an error status, aiohttp.ClientError without a response.
        """
        if self._session is None:
            headers = {"Authorization": f"Bearer {self.configuration.token}"}
            self._session = aiohttp.ClientSession(headers=headers)
        async with self._session.request(method, self.url + path, json=payload) as response:
            text = await response.text()
            if response.status >= 400:  # noqa: PLR2004 - the first error status of HTTP.
                raise ApiError(f"{method} {path}: {response.status} {text}")
            return json.loads(text)

    def socket(self) -> AbstractAsyncContextManager[Socket]:
        """Open a WebSocket as the owner: `async with home_assistant.socket() as socket:`."""
        return Socket.open(self.url, self.configuration.token)

    async def add_integration(
        self, *answers: Mapping[str, Any], domain: str = DOMAIN
    ) -> dict[str, Any]:
        """Go through the config flow, one mapping of fields for each step; return its result.

        The result's "type" is "create_entry" or "abort". Raises ApiError when the flow shows an
        error, or has more steps than there are mappings.
        """
        path = "/api/config/config_entries/flow"
        result: dict[str, Any] = await self.rest("POST", path, {"handler": domain})
        for answer in answers:
            if result["type"] in {"create_entry", "abort"}:
                break
            result = await self.rest("POST", f"{path}/{result['flow_id']}", dict(answer))
            if result.get("errors"):
                raise ApiError(f"config flow, step {result['step_id']}: {result['errors']}")
        if result["type"] not in {"create_entry", "abort"}:
            raise ApiError(f"config flow: no answer for step {result.get('step_id')}")
        return result

    async def set_options(self, entry_id: str, values: Mapping[str, Any]) -> None:
        """Set the options of polling, recording and dashboard; raises ApiError if refused."""
        path = "/api/config/config_entries/options/flow"
        menu = await self.rest("POST", path, {"handler": entry_id})
        step = {"next_step_id": "recording"}
        form = await self.rest("POST", f"{path}/{menu['flow_id']}", step)
        # Missing values get their defaults, also in the section of the form.
        typed = {"dashboard": {}, **values}
        review = await self.rest("POST", f"{path}/{form['flow_id']}", typed)
        if review["type"] != "menu":
            raise ApiError(f"options flow: {review.get('errors')}")
        await self.rest("POST", f"{path}/{review['flow_id']}", {"next_step_id": "save"})


def _end_group(group: int) -> None:
    """Kill the remaining processes of a group whose leader has ended."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
