"""The proof of the simulator: what it records, how it judges, and what it reports."""

import asyncio
from pathlib import Path

import librouteros
import pytest

from scripts import prove_simulator
from scripts.prove_clients import (
    Client,
    Target,
    home_assistant,
    librouteros_walk,
    routeros_api_walk,
)
from scripts.prove_judge import Judge, lacking, summary
from scripts.prove_menus import KnownMenu, KnownMenus
from scripts.prove_relay import Exchange, Relay
from simulator import SimulatedRouter, load_profile
from simulator.version import Version

MENUS = KnownMenus.of_file()
NO_PATH = "no such command or directory ({})"


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: None) -> None:
    """Let the tests open sockets."""


def exchange(command: str, *refusals: str, arguments: str = "", rows: int = 0) -> Exchange:
    """Return a command whose response is complete."""
    return Exchange(
        command=command,
        arguments=frozenset(arguments.split()),
        queries=0,
        tag="",
        rows=rows,
        refusals=list(refusals),
        is_over=True,
    )


def judge(name: str = "rb5009", **changes: object) -> Judge:
    """Return the judge of a profile."""
    return Judge(load_profile(name, **changes), MENUS)


def test_menus_by_version() -> None:
    """A menu belongs to certain versions, and a path may have two menus."""
    assert len(MENUS) > 450
    seven, nine = Version(7, 9, 2), Version(7, 24)
    assert MENUS.get("/routing/bfd/session", seven) is None
    assert MENUS.get("/routing/bfd/session", nine) is not None
    assert MENUS.get("/system/resource/usb", nine) is None
    assert MENUS.get("/ip/kid-control/device", Version(6, 42, 12)) is None
    old, new = (MENUS.get("/ip/route", version) for version in (Version(6, 49), nine))
    assert old is not None
    assert new is not None
    assert "stats" in new.arguments - old.arguments
    with pytest.raises(ValueError, match="not enough values"):
        KnownMenu.read("/ip/route table base")


FAULTS = [
    (exchange("/ip/dns/print", NO_PATH.format("dns")), ["/ip/dns/print: no such command"]),
    (exchange("/ip/dns/print"), ["/ip/dns/print: 0 rows of a menu of one"]),
    (exchange("/ip/address/print", "not enough permissions (9)"), ["/ip/address/print: not enou"]),
    (
        exchange("/ip/route/print", "unknown parameter stats", arguments="stats"),
        ["/ip/route/print"],
    ),
    (exchange("/interface/bonding/monitor", "no such command"), ["/interface/bonding/monitor: no"]),
]
FINE = [
    exchange("/ip/dns/print", rows=1),
    exchange("/interface/w60g/print", NO_PATH.format("w60g")),
    exchange("/user-manager/session/print", NO_PATH.format("user-manager")),
    exchange("/ip/route/print", "unknown parameter nonsense", arguments="nonsense"),
    exchange("/ip/address/set", "not enough permissions (9)"),
    exchange("/interface/eoip/monitor", "no such command"),
    exchange("/login"),
]


@pytest.mark.parametrize(("one", "begins"), FAULTS)
def test_what_no_real_router_says(one: Exchange, begins: list[str]) -> None:
    """A menu or argument found on real routers must exist, and a single row be one."""
    found = judge().faults([one, one])
    assert [fault[: len(begin)] for fault, begin in zip(found, begins, strict=True)] == begins


@pytest.mark.parametrize("one", FINE)
def test_what_a_real_router_says(one: Exchange) -> None:
    """Hardware, packages and unknown arguments may be missing."""
    assert judge().faults([one]) == []


def test_an_answer_without_an_end() -> None:
    """No real router gives one."""
    one = exchange("/ip/address/print")
    one.is_over = False
    assert judge().faults([one]) == ["/ip/address/print: no end of its answer"]


def test_of_the_unnamed_argument() -> None:
    """RouterOS 6 does not name it: an argument must be unknown."""
    unnamed = "unknown parameter"
    known, unknown = (exchange("/ip/arp/print", unnamed, arguments=a) for a in ("detail", "stats"))
    assert judge("hap_v6").faults([known]) == ["/ip/arp/print: unknown parameter"]
    assert judge("hap_v6").faults([unknown]) == []


def test_what_a_profile_lacks() -> None:
    """It may lack a menu on purpose."""
    one = exchange("/ip/kid-control/print", NO_PATH.format("kid-control"))
    missing = frozenset({"/ip/kid-control"})
    assert judge().faults([one])
    assert judge(missing=missing).faults([one]) == []


def test_complaints() -> None:
    """One is explained by a refusal of the same command, if real routers refuse it too."""
    asked = [
        exchange("/interface/w60g/print", NO_PATH.format("w60g"), "no such command prefix"),
        exchange("/ip/dns/print", NO_PATH.format("dns"), "no such command prefix"),
    ]
    said = [
        "Error: no such command prefix executing /interface/w60g/print",
        "Error: no such command prefix executing /ip/dns/print",
        "KeyError: 'name'",
        "Routing stats for legacy 6.x versions are not supported at the moment",
    ]
    assert judge().unexplained(said, asked) == said[1:3]


def test_words() -> None:
    """Commands are counted, and each refusal listed once with its reason."""
    refused = exchange("/x/print", NO_PATH.format("x"), "no such command prefix")
    assert summary([exchange("/y/print")]) == ["1 commands, 1 different, none refused"]
    assert summary([exchange("/y/print"), refused, refused]) == [
        "3 commands, 2 different, refused:",
        "     2 /x/print: no such command or directory (x)",
    ]
    assert lacking({"a": 1, "b": 0}, ("a", "b", "c")) == [
        "nothing found of b",
        "nothing found of c",
    ]


async def test_the_relay_hears_both_sides() -> None:
    """Each command, even a concurrent one, is matched to its response; no value is kept."""
    async with (
        SimulatedRouter(load_profile("chr"), tls=None) as router,
        Relay(router.port) as relay,
    ):
        api = await librouteros.async_connect(
            relay.host, "admin", "admin-password", port=relay.port
        )
        rows = [row async for row in api.path("/interface")]
        with pytest.raises(librouteros.exceptions.MultiTrapError):
            _ = [row async for row in api.path("/interface/w60g")]
        await api.close()
        login, interfaces, refused = relay.exchanges
        assert login.command == "/login"
        assert "admin-password" not in repr(relay.exchanges)
        assert interfaces.rows == len(rows) > 2
        assert refused.refusals == [NO_PATH.format("w60g"), "no such command prefix"]
        assert all(one.is_over for one in relay.exchanges)


@pytest.mark.parametrize("client", [home_assistant, librouteros_walk, routeros_api_walk])
async def test_clients(client: Client) -> None:
    """Each finds what the router has."""
    async with SimulatedRouter(load_profile("chr"), tls=None) as router:
        target = Target(
            host=router.host,
            port=router.port,
            user="monitor",
            password="monitor-password",
            has_plain_login=True,
            tables=("/interface", "/interface/w60g"),
            rows=("/system/identity",),
            python=Path("/"),
        )
        found = await asyncio.to_thread(client, target)
        if client is home_assistant:
            assert found.amounts["interfaces"] > 2
            assert found.complaints == []
        else:
            assert found.amounts == {
                "/interface": len(router.rows("/interface")),
                "/system/identity": 1,
            }
            [complaint] = found.complaints
            assert complaint.startswith("/interface/w60g/print: ")


def stand_in(tmp_path: Path, text: str) -> Path:
    """Return a program that says something in place of a Python with mktxp."""
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    return program


def run(capsys: pytest.CaptureFixture[str], python: Path, *arguments: str) -> tuple[int, str]:
    """Run the proof, and return its exit code and output."""
    ended = prove_simulator.main(["--python", str(python), "--profile", "chr", *arguments])
    return ended, capsys.readouterr().out


def test_the_proof(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """It lists the commands, and succeeds if nothing is wrong."""
    ended, said = run(capsys, tmp_path, "--client", "librouteros")
    assert ended == 0
    assert said.startswith("chr, librouteros\n")
    assert said.endswith("nothing wrong\n")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('echo \'{"found": {}, "complaints": []}\'', "nothing found of mktxp_system_uptime"),
        ("echo 'Traceback\nKeyError: x' >&2; exit 1", "KeyError: x"),
        ("echo nonsense", "the client broke: JSONDecodeError"),
    ],
)
def test_the_proof_fails(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, wrong: str
) -> None:
    """A client that finds nothing or crashes is a fault, whatever the router replied."""
    ended, said = run(capsys, stand_in(tmp_path, text), "--client", "mktxp")
    assert ended == 1
    assert f"WRONG: {wrong}" in said


def test_a_login_that_a_client_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    """That trial is left out, and the output says so."""
    client = "Home Assistant's mikrotik"
    arguments = ["--python", "/", "--profile", "rb2011_v6", "--client", client]
    assert prove_simulator.main(arguments) == 0
    assert "does not know the login" in capsys.readouterr().out


def test_the_clients_are_pinned() -> None:
    """Each package by its version, nothing but packages."""
    text = Path("scripts/prove-simulator.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert any(line.startswith("mktxp==") for line in lines)
    assert all(line.count("==") == 1 for line in lines)
