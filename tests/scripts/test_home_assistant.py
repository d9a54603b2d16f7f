"""The prepared Home Assistant and the small clients of its two APIs."""

from collections.abc import AsyncIterator
import json
from pathlib import Path
import socket
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from scripts.home_assistant import (
    ROOT,
    Configuration,
    HomeAssistant,
    StartError,
    free_port,
    prepare_config,
)
from scripts.home_assistant_socket import ApiError

FLOW = "/api/config/config_entries/flow"

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.mark.e2e
async def test_a_prepared_folder_asks_no_question(tmp_path: Path) -> None:
    """The owner exists, the onboarding is done, and only this machine is served."""
    prepared = await prepare_config(tmp_path / "config", port=8199)
    storage = prepared.directory / ".storage"
    address = json.loads((storage / "http").read_text())["data"]
    assert address["stable"]["server_host"] == ["127.0.0.1"]
    assert address["stable"]["server_port"] == 8199
    assert address["pending"] is None
    onboarding = json.loads((storage / "onboarding").read_text())["data"]
    assert set(onboarding["done"]) == {"user", "core_config", "analytics", "integration"}
    users = json.loads((storage / "auth").read_text())["data"]["users"]
    assert [user["name"] for user in users if user["is_owner"]] == ["Demo"]
    assert (prepared.directory / "custom_components").resolve() == ROOT / "custom_components"
    assert "allow_bypass_login" in (prepared.directory / "configuration.yaml").read_text()
    assert prepared.token not in repr(prepared)

    (prepared.directory / "configuration.yaml").write_text("# changed by a person\n")
    assert await prepare_config(tmp_path / "config", port=8199) == prepared
    assert (prepared.directory / "configuration.yaml").read_text() == "# changed by a person\n"


@pytest.mark.e2e
async def test_a_folder_that_cannot_be_prepared_is_told(tmp_path: Path) -> None:
    """The message of Home Assistant's own classes is kept."""
    (tmp_path / ".storage").write_text("in the way")
    with pytest.raises(StartError, match="could not be prepared"):
        await prepare_config(tmp_path, port=8199)


def test_a_port_in_use_is_passed_over() -> None:
    """The next one is used; if all are in use, it is an error."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = listener.getsockname()[1]
        assert taken < free_port(taken, 50) <= taken + 50
        with pytest.raises(OSError, match="in use"):
            free_port(taken, 1)


class Flow:
    """A web server that responds like a config flow with one step."""

    def __init__(self) -> None:
        """Begin with a flow that has received no request."""
        self.answers: list[dict[str, Any]] = []
        self.app = web.Application()
        self.app.router.add_post(FLOW, self.begin)
        self.app.router.add_post(f"{FLOW}/1", self.step)
        self.app.router.add_get("/api/websocket", self.websocket)

    async def begin(self, request: web.Request) -> web.Response:
        """Show the form."""
        assert request.headers["Authorization"] == "Bearer secret"
        self.answers.append(await request.json())
        return web.json_response({"type": "form", "flow_id": "1", "step_id": "user"})

    async def step(self, request: web.Request) -> web.Response:
        """Create the entry, or show the error with the name of the host."""
        answer = await request.json()
        self.answers.append(answer)
        match answer["host"]:
            case "broken":
                return web.Response(status=500, text="Server got itself in trouble")
            case "refused":
                form = {"type": "form", "flow_id": "1", "step_id": "user"}
                return web.json_response({**form, "errors": {"base": "unreachable"}})
            case "known":
                return web.json_response({"type": "abort", "reason": "already_configured"})
        return web.json_response({"type": "create_entry", "title": answer["host"]})

    async def websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Log in, then respond to a command, refuse one, and send two events."""
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        await connection.send_json({"type": "auth_required"})
        token = (await connection.receive_json())["access_token"]
        if token != "secret":
            await connection.send_json({"type": "auth_invalid", "message": "Invalid token"})
            return connection
        await connection.send_json({"type": "auth_ok"})
        async for message in connection:
            await self._answer(connection, message.json())
        return connection

    async def _answer(self, connection: web.WebSocketResponse, asked: dict[str, Any]) -> None:
        result = {"id": asked["id"], "type": "result"}
        if asked["type"] == "unknown":
            error = {"message": "Unknown command."}
            await connection.send_json({**result, "success": False, "error": error})
            return
        event = {"id": asked["id"], "type": "event"}
        if asked["type"] == "subscribe":
            await connection.send_json({**event, "event": "early"})
        await connection.send_json({**result, "success": True, "result": asked.get("x")})
        if asked["type"] == "subscribe":
            await connection.send_json({**event, "event": "late"})


@pytest.fixture
async def flow() -> Flow:
    """Return the responses of a config flow."""
    return Flow()


@pytest.fixture
async def home_assistant(flow: Flow, tmp_path: Path) -> AsyncIterator[HomeAssistant]:
    """Yield the client, connected to the server that stands in for Home Assistant."""
    async with TestServer(flow.app) as server:
        assert server.port is not None
        client = HomeAssistant(Configuration(directory=tmp_path, port=server.port, token="secret"))
        yield client
        await client.stop()


async def test_an_integration_is_added(home_assistant: HomeAssistant, flow: Flow) -> None:
    """The flow is started for the domain and gets its input."""
    result = await home_assistant.add_integration({"host": "192.0.2.1"})
    assert (result["type"], result["title"]) == ("create_entry", "192.0.2.1")
    assert [answer.get("handler") for answer in flow.answers] == ["mikrotik_monitoring", None]


async def test_a_known_router_is_no_error(home_assistant: HomeAssistant) -> None:
    """The demo adds its routers at each run."""
    assert (await home_assistant.add_integration({"host": "known"}))["type"] == "abort"


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([{"host": "refused"}], "step user: {'base': 'unreachable'}"),
        ([{"host": "broken"}], "500 Server got itself in trouble"),
        ([], "no answer for step user"),
    ],
)
async def test_an_error_of_the_flow_is_raised(
    home_assistant: HomeAssistant, answers: list[dict[str, str]], message: str
) -> None:
    """The message says what went wrong, and at which step."""
    with pytest.raises(ApiError, match=message):
        await home_assistant.add_integration(*answers)


async def test_commands_and_events_of_the_websocket(home_assistant: HomeAssistant) -> None:
    """A result is matched to its command, an event to its subscription, in any order."""
    async with home_assistant.socket() as connection:
        assert await connection.call("echo", x=[1, 2]) == [1, 2]
        events = connection.subscribe("subscribe")
        assert [await anext(events), await anext(events)] == ["early", "late"]
        with pytest.raises(ApiError, match=r"unknown: Unknown command\."):
            await connection.call("unknown")


async def test_a_wrong_token_is_refused(home_assistant: HomeAssistant) -> None:
    """The server's message is kept."""
    home_assistant.configuration = Configuration(
        directory=home_assistant.configuration.directory,
        port=home_assistant.configuration.port,
        token="wrong",
    )
    with pytest.raises(ApiError, match="Invalid token"):
        async with home_assistant.socket():
            pass


@pytest.mark.e2e
async def test_a_process_that_ends_at_once_is_told(tmp_path: Path) -> None:
    """The last lines of its log are in the message."""
    (tmp_path / "configuration.yaml").mkdir()
    client = HomeAssistant(Configuration(directory=tmp_path, port=1, token=""))
    await client.start()
    with pytest.raises(StartError, match=r"(?s)ended at once.*configuration\.yaml"):
        await client.wait_ready()
    await client.stop()
