"""What has the shape of a secret is redacted, and nothing else."""

from hypothesis import given, strategies as st
import pytest

from custom_components.mikrotik_monitoring.metrics.model import Graph
from custom_components.mikrotik_monitoring.redaction import blotted, without, without_shapes

HIDDEN = "**REDACTED**"


@pytest.mark.parametrize(
    "secret",
    [
        "48:A9:8A:11:22:33",
        "48-a9-8a-11-22-33",
        ":".join(["AB"] * 32),
        "192.168.88.1",
        "fe80::1%ether1",
        "2001:db8::42",
        "::1",
        "a.person+tag@mail.example.org",
        "356938035643809",
        "89314403011470705051",
        "89049032123451234512345678901235",
        "+491701234567",
        "fe80::1%ether1-wan",
        "HF609AMR21K",
        "8A7F0BC2D13E",
        "48a9.8a11.2233",
        "48a98a112233",
        "35-693803-564380-9",
        "35693803 564380 9",
        "8931 4403 0114 7070 505",
        "subscriber-17@provider",
        "admin@localhost",
        "0171 1234567",
        "0171/1234567",
        "(0171) 123-4567",
        "+49 171 1234567",
        "+1-202-555-0143",
        "+371 2123 4567",
    ],
)
def test_what_is_hidden(secret: str) -> None:
    """Alone, in a sentence, in brackets and before a colon."""
    assert without_shapes(secret) == HIDDEN
    assert without_shapes(f"lost {secret}, again") == f"lost {HIDDEN}, again"
    assert without_shapes(f"({secret})") == f"({HIDDEN})"
    assert without_shapes(f"to {secret}.") == f"to {HIDDEN}."
    assert without_shapes(f"{secret}: no route") == f"{HIDDEN}: no route"


@pytest.mark.parametrize(
    "text",
    [
        "7.16.1 (stable)",
        "6.49.17",
        "2026-11-03T12:34:56+00:00",
        "12:34:56",
        "1d2h3m",
        "999.1.2.3",
        "interface.traffic.rx",
        "port:ether1",
        "RB5009UPr+S+IN",
        "CCR2004-16G-2S+",
        "01M8FDGPY2SCQ51HZ3GP6ADJDF",
        "20261103123456",
        "firewall",
        "1234567890",
        "::ffff:g",
        "2026-11-03 12:34:56 0.5 s",
        "100 200 3000 4000",
        "1000-2000",
        "deadbeefcafe",
        "123456789012",
        "+5 dBm, +12.5 %",
        "took 0.123 0.456789 s",
    ],
)
def test_what_is_not(text: str) -> None:
    """Versions, times, models and our own words help the reader of a report."""
    assert without_shapes(text) == text


@given(st.ip_addresses())
def test_every_address(address: object) -> None:
    """As the standard library writes it."""
    assert str(address) not in without_shapes(f"from {address} to nowhere")


@given(st.text(max_size=60))
def test_whatever_a_router_says(text: str) -> None:
    """Redacting it a second time changes nothing."""
    once = without_shapes(text)
    assert without_shapes(once) == once


def test_what_is_known_to_be_secret() -> None:
    """The longest first, in values; keys are our own names unless marked otherwise."""
    report = {"edge": ["edge-7 of 10.0.0.1", 5, None], "10.0.0.1": {"edge": Graph.CPU}}
    secrets = ("edge-7", "edge")
    assert blotted(report, secrets) == {
        "edge": [f"{HIDDEN} of {HIDDEN}", 5, None],
        HIDDEN: {"edge": Graph.CPU},
    }
    assert blotted({"port:edge": 1}, secrets, of_keys=secrets) == {f"port:{HIDDEN}": 1}
    assert without("edge", ()) == "edge"
