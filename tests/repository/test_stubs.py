"""The stubs for librouteros match the installed library."""

import subprocess
import sys

from .files import ROOT


def test_the_stubs_fit_the_library() -> None:
    """Mypy's own checker compares each name, parameter and default."""
    command = [sys.executable, "-m", "mypy.stubtest", "librouteros", "--ignore-missing-stub"]
    options = ["--mypy-config-file", "pyproject.toml", "--concise"]
    checked = subprocess.run(  # noqa: S603 - the command is this test's own.
        [*command, *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
