"""What the end-to-end tests share: four simulated routers and a Home Assistant of their own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
import shutil

import pytest

from scripts.home_assistant import ROOT, HomeAssistant, free_port, prepare_config
from simulator import SimulatedRouter, load_profile
from tests import journals

# Not the demo's port, so that both can run.
_FIRST_PORT = 8223

_PROFILES = ("rb5009", "ccr_isp", "hap_v6", "chr")


@pytest.fixture(autouse=True)
def _real_sockets(socket_enabled: None) -> None:
    """Let the test connect to Home Assistant, which runs in a process of its own."""


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Return the folder for pictures and logs that the tests leave."""
    folder = ROOT / ".artifacts" / "e2e"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
async def routers() -> AsyncIterator[dict[str, SimulatedRouter]]:
    """Return running routers, each by its own name."""
    async with AsyncExitStack() as stack:
        watch = stack.enter_context(journals.only_readings())
        started = {}
        for seed, profile in enumerate(_PROFILES):
            router = watch(SimulatedRouter(load_profile(profile), seed=seed))
            await stack.enter_async_context(router)
            started[router.rows("/system/identity")[0]["name"]] = router
        yield started


@pytest.fixture
async def home_assistant(tmp_path: Path, artifacts: Path) -> AsyncIterator[HomeAssistant]:
    """Return a Home Assistant without routers; its log is kept."""
    configuration = await prepare_config(tmp_path / "config", port=free_port(_FIRST_PORT))
    running = HomeAssistant(configuration)
    try:
        async with running:
            yield running
    finally:
        shutil.copy(running.log, artifacts / "home-assistant.log")
