"""Debian's mirror and keyring are found in both formats of apt's source lists."""

from pathlib import Path

import pytest

from .command import ROOT, Outcome, command

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
MIRROR = "http://deb.debian.org/debian"

DEB822 = f"""\
Types: deb deb-src
# A remark, and a field that goes on in the next line.
URIs: {MIRROR}
Suites: bookworm
 bookworm-updates
Components: main contrib
Signed-By: {KEYRING}

Types: deb
URIs: http://deb.debian.org/debian-security
Suites: bookworm-security
Components: main
Signed-By: {KEYRING}
"""

VENDOR = """\
Types: deb
URIs: https://packages.example.com/linux/debian
Suites: bookworm
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBFit2ioBEADhWpZ8
 -----END PGP PUBLIC KEY BLOCK-----
"""


async def source(folder: Path, **files: str) -> Outcome:
    """Ask for the source of a bookworm whose lists are given by name: `debian_sources=...`."""
    parts = folder / "sources.list.d"
    parts.mkdir()
    for name, text in files.items():
        path = folder / "sources.list" if name == "sources_list" else parts / name.replace("_", ".")
        path.write_text(text)
    return await command(ROOT / "scripts/lib/debian_source", "bookworm", folder)


async def test_deb822(tmp_path: Path) -> None:
    """The format of newer installations, with its continued lines and remarks."""
    outcome = await source(tmp_path, debian_sources=DEB822)
    assert outcome.output == f"{MIRROR}\t{KEYRING}\n"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f"deb {MIRROR} bookworm main contrib # ours", f"{MIRROR}\t-"),
        (f"deb [arch=amd64 signed-by={KEYRING}] {MIRROR} bookworm main", f"{MIRROR}\t{KEYRING}"),
        (
            "deb http://mirror.example.org/debian/ stable main",
            "http://mirror.example.org/debian/\t-",
        ),
        ("deb [ trusted=no ] cdn.debian.org/x bookworm main", ""),
    ],
)
async def test_one_line(tmp_path: Path, line: str, found: str) -> None:
    """The older format, with and without options."""
    lines = (
        f"# deb http://deb.debian.org/old bookworm main\ndeb-src {MIRROR} bookworm main\n{line}\n"
    )
    outcome = await source(tmp_path, sources_list=lines)
    assert outcome.output.strip("\n") == found


async def test_other_vendors_are_passed_over(tmp_path: Path) -> None:
    """A vendor may use Debian's code name, and its file may come first."""
    outcome = await source(
        tmp_path,
        a_list="deb [signed-by=/x.gpg] https://apt.example.com bookworm main\n",
        b_sources=VENDOR,
        c_list="deb https://apt.postgresql.example/pub/repos/apt bookworm-pgdg main\n",
        z_sources=DEB822,
    )
    assert outcome.output == f"{MIRROR}\t{KEYRING}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        VENDOR.replace("linux/debian", "apt/stable"),
        DEB822.replace("Types: deb", "Enabled: no\nTypes: deb"),
        DEB822.replace("bookworm\n", "trixie\n").replace(" bookworm-updates", " trixie-updates"),
    ],
)
async def test_without_a_debian_source_it_says_nothing(tmp_path: Path, text: str) -> None:
    """Nothing found is a result too, shown by the exit code."""
    outcome = await source(tmp_path, debian_sources=text)
    assert (outcome.code, outcome.output) == (1, "")
