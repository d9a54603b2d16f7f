"""Run a program and return its output."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How a program ended and what it wrote."""

    code: int | None
    output: str
    errors: str


async def command(
    *words: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> Outcome:
    """Run a program to its end, in the folder and with the environment given."""
    process = await asyncio.create_subprocess_exec(
        *words,
        cwd=cwd,
        env=env,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    return Outcome(code=process.returncode, output=output.decode(), errors=errors.decode())
