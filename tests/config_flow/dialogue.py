"""What a person does in a dialogue, and what they see of it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
import socket
from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.const import CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import voluptuous as vol

from custom_components.mikrotik_monitoring.const import (
    CONF_ID_KIND,
    CONF_TLS_MODE,
    DOMAIN,
    OPTION_DETAIL,
)
from simulator import SimulatedRouter
from tests.conftest import PASSWORD, entry_data, wait_for

OTHER_PASSWORD = "another-password"


def typed(router: SimulatedRouter, **changes: Any) -> dict[str, Any]:
    """Return the user's input for the first form, without values that are None."""
    values = {**entry_data(router), **changes}
    return {key: value for key, value in values.items() if value is not None}


def over_tls(router: SimulatedRouter, mode: str, **changes: Any) -> dict[str, Any]:
    """Return the user's input to connect over TLS."""
    return typed(router, **{CONF_PORT: router.tls_port, CONF_TLS_MODE: mode, **changes})


def stored(data: dict[str, Any], kind: str = "serial") -> dict[str, Any]:
    """Return an entry's data, which includes the kind of its router's id."""
    return {**data, CONF_ID_KIND: kind}


async def begin(hass: HomeAssistant) -> ConfigFlowResult:
    """Open the dialogue that adds a router."""
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    assert not result["errors"]
    return result


async def submit(
    hass: HomeAssistant, result: ConfigFlowResult, values: Mapping[str, Any]
) -> ConfigFlowResult:
    """Submit a form; the result must not contain a password."""
    answer = await hass.config_entries.flow.async_configure(result["flow_id"], dict(values))
    assert PASSWORD not in str(answer.get("description_placeholders"))
    assert OTHER_PASSWORD not in str(answer.get("description_placeholders"))
    return answer


async def add(hass: HomeAssistant, values: Mapping[str, Any]) -> ConfigFlowResult:
    """Open the dialogue and submit the first form."""
    return await submit(hass, await begin(hass), values)


async def submit_detail(
    hass: HomeAssistant, result: ConfigFlowResult, detail: str = "standard"
) -> ConfigFlowResult:
    """Submit the form that asks for the detail."""
    assert result["type"] is FlowResultType.FORM, result
    assert result["step_id"] in {"detail", "detail_uncounted"}, result
    return await submit(hass, result, {OPTION_DETAIL: detail})


def suggested(result: ConfigFlowResult) -> dict[str, Any]:
    """Return the suggested values of a form's fields."""
    schema = result["data_schema"]
    assert isinstance(schema, vol.Schema)
    return {
        marker.schema: marker.description["suggested_value"]
        for marker in schema.schema
        if marker.description and "suggested_value" in marker.description
    }


def assert_asks_again(result: ConfigFlowResult, step: str, errors: dict[str, str]) -> None:
    """Assert that a form is shown with these errors."""
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == step
    assert result["errors"] == errors


def assert_aborted(result: ConfigFlowResult, reason: str) -> None:
    """Assert that the flow ended without an entry."""
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == reason


async def assert_left(router: SimulatedRouter) -> None:
    """Assert that no session is left open."""
    await wait_for(lambda: not router.sessions)


async def renew_certificate(router: SimulatedRouter) -> None:
    """Have a router present another certificate, on the same ports."""
    port, tls_port = router.port, router.tls_port
    await router.stop()
    router._context = None
    await router.start(port=port, tls_port=tls_port)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@asynccontextmanager
async def stranger(greeting: bytes) -> AsyncIterator[int]:
    """Listen with something that is no RouterOS; yield its port."""
    done = asyncio.Event()

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await done.wait()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        done.set()
        server.close()
