# The names of librouteros 4 that this project uses; it ships no type information itself.
from ssl import SSLContext
from typing import Any

from librouteros.connections import AsyncSocketTransport

# Other people's clients, in tests and benchmarks: they are used as they come.
type Api = Any
type AsyncApi = Any

def connect(
    host: str,
    username: str,
    password: str,
    *,
    timeout: float = ...,
    port: int = ...,
    saddr: str | None = ...,
    subclass: type[Any] = ...,
    encoding: str = ...,
    ssl_wrapper: Any = ...,
    login_method: Any = ...,
) -> Api: ...
async def async_connect(
    host: str,
    username: str,
    password: str,
    *,
    timeout: float = ...,  # noqa: ASYNC109
    port: int = ...,
    saddr: str | None = ...,
    subclass: type[Any] = ...,
    encoding: str = ...,
    ssl_wrapper: Any = ...,
    login_method: Any = ...,
) -> AsyncApi: ...
async def async_create_transport(
    host: str,
    *,
    port: int,
    saddr: str | None,
    timeout: float,  # noqa: ASYNC109
    ssl_wrapper: SSLContext | None = None,
) -> AsyncSocketTransport: ...
