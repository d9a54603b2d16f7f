"""The password is nowhere but on the wire."""

import asyncio
from dataclasses import replace
import logging
import traceback

import pytest

from custom_components.mikrotik_monitoring.routeros import (
    Client,
    Command,
    Connection,
    LinkSettings,
    RouterOSError,
)

from .peer import PASSWORD, Peer, Script, Session
from .test_client import refuse
from .test_login import CHALLENGE


def chain(error: BaseException | None) -> str:
    """Return all texts of an exception and of its causes."""
    told = ""
    while error is not None:
        told += f"{error!r} {error} {vars(error)} {error.args}"
        error = error.__cause__ or error.__context__
    return told


def free_of_secrets(text: str) -> None:
    """Assert that neither the password nor its odd half is in a text."""
    assert PASSWORD not in text
    assert "s3cret" not in text


async def challenge(session: Session) -> None:
    """Ask for the old login."""
    session.answer(await session.ask(), ("!done", f"=ret={CHALLENGE}"))
    await session.gone()


async def bad_challenge(session: Session) -> None:
    """Send a challenge that is none."""
    session.answer(await session.ask(), ("!done", "=ret=zz"))
    await session.gone()


async def reset(session: Session) -> None:
    """Reset when the password has arrived."""
    await session.ask()
    session.reset()


@pytest.mark.parametrize("password", [PASSWORD, f"{PASSWORD}ü", f"{PASSWORD}\udce0"])
@pytest.mark.parametrize("script", [refuse, challenge, bad_challenge, reset, Session.gone])
async def test_errors(script: Script, password: str, caplog: pytest.LogCaptureFixture) -> None:
    """However the login fails, neither the error nor the log has the password."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("librouteros").setLevel(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    async with Peer(script) as peer:
        with pytest.raises(RouterOSError) as raised:
            await Connection.open(peer.settings(password=password), timeout=0.05)
    free_of_secrets(chain(raised.value))
    free_of_secrets("".join(traceback.format_exception(raised.value)))
    free_of_secrets(caplog.text)


async def test_working_client(caplog: pytest.LogCaptureFixture) -> None:
    """A session that works does not log it either."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("librouteros").setLevel(logging.DEBUG)
    async with Peer() as peer:
        client = Client(peer.settings())
        await client.open()
        await client.call(Command("/x/print"), timeout=60)
        await client.call(Command("/x/print"), timeout=60, bulk=True)
        free_of_secrets(repr(client) + repr(vars(client)))
        await client.close()
    assert PASSWORD in peer.asked[0].words[2]
    free_of_secrets(caplog.text)


def test_settings() -> None:
    """Settings may be printed."""
    settings = LinkSettings(host="h", port=1, username="u", password=PASSWORD)
    free_of_secrets(repr(settings) + str(settings) + repr(replace(settings, port=2)))
