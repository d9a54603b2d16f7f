"""How the wireless stacks write channels, bands and states."""

import pytest

from custom_components.mikrotik_monitoring.metrics.radio_text import (
    Channel,
    band_of,
    band_of_setting,
    state_word,
)


@pytest.mark.parametrize(
    ("text", "frequency", "width", "power"),
    [
        ("2412/20-Ce/gn(18dBm)", 2412, 40, 18.0),
        ("2462/20/gn(30dBm)", 2462, 20, 30.0),
        ("5500/20-Ceee/ac/DP(17dBm)", 5500, 80, 17.0),
        ("5180/10/an", 5180, 10, None),
        ("2437/n/eC", 2437, 40, None),
        ("5500/ax/Ceee", 5500, 80, None),
        ("5180/ax/Ceee/D", 5180, 80, None),
        ("5260/ac/D", 5260, 20, None),
        ("5975/be/Ceeeeeee", 5975, 160, None),
        ("2462/n", 2462, 20, None),
        ("5180/ax/Ceee+5500", 5180, None, None),
        ("5180", 5180, None, None),
    ],
)
def test_channels(text: str, frequency: int, width: int | None, power: float | None) -> None:
    """Frequency and width are numbers, the rest is shown as text; power has its own sensor."""
    channel = Channel.parse(text)
    assert (channel.frequency, channel.width, channel.power) == (frequency, width, power)
    assert channel.text == text.partition("(")[0]


@pytest.mark.parametrize(
    ("text", "shown"), [(None, None), ("", None), ("auto", "auto"), ("/", "/")]
)
def test_a_channel_of_another_form(text: str | None, shown: str | None) -> None:
    """It is shown as it is, and not parsed."""
    assert Channel.parse(text) == Channel(text=shown)


@pytest.mark.parametrize(
    ("frequency", "band"),
    [(2412, "2ghz"), (5180, "5ghz"), (5885, "5ghz"), (5955, "6ghz"), (60_480, None), (None, None)],
)
def test_bands(frequency: int | None, band: str | None) -> None:
    """A channel is on one of three bands."""
    assert band_of(frequency) == band


@pytest.mark.parametrize(
    ("setting", "band"),
    [("5ghz-a/n/ac", "5ghz"), ("2ghz-b/g/n", "2ghz"), ("5ghz", "5ghz"), ("", None), (None, None)],
)
def test_the_band_that_a_radio_is_set_to(setting: str | None, band: str | None) -> None:
    """It gives the band where the chip reports no channel."""
    assert band_of_setting(setting) == band


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("running-ap", "running-ap"),
        ("Searching...", "searching"),
        ("no connection to CAPsMAN", "no connection to capsman"),
        ("stopped - no radio", "stopped"),
        (" ", None),
        (None, None),
    ],
)
def test_states(text: str | None, word: str | None) -> None:
    """Dots and reasons behind a word are removed."""
    assert state_word(text) == word
