"""Which commands may be sent: only those that read, and end by themselves."""

from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.mikrotik_monitoring.routeros import Command, ForbiddenCommandError
from custom_components.mikrotik_monitoring.routeros.command import Cancel, Login

ONCE = ("once", "")
PING = Command("/ping", arguments=(("address", "192.0.2.1"), ("count", "3"), ("interval", "200ms")))


@pytest.mark.parametrize(
    "path",
    [
        "/interface/set",
        "/interface/print/file",
        "/print",
        "/monitor",
        "/system/monitor-traffic",
        "/tool/mac-server/ping",
        "/file/print/set",
        "/system/reboot",
        "/system/shutdown",
        "/system/script/run",
        "/system/license/generate-new-id",
        "/system/package/update/check-for-updates",
        "/tool/fetch",
        "/tool/bandwidth-test",
        "/tool/torch",
        "/interface/wireless/scan",
        "/interface/lte/at-chat",
        "/ip/cloud/force-update",
        "/user/add",
        "/user/remove",
        "/export",
        "/import",
        "/execute",
        "/login",
        "/cancel",
        "/listen",
        "/interface/listen",
        "/interface/getall",
    ],
)
def test_what_might_change_a_router_cannot_be_built(path: str) -> None:
    """Not with any arguments either."""
    for arguments in ((), (ONCE,), (("numbers", "*1"),)):
        with pytest.raises(ForbiddenCommandError, match="not known to only read"):
            Command(path, arguments=arguments)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "print",
        "interface/print",
        "/interface/print ",
        "/interface//print",
        "/a\n/print",
        "/Ä/print",
    ],
)
def test_a_path_is_one(path: str) -> None:
    """Nothing else fits into the first word."""
    with pytest.raises(ForbiddenCommandError, match="no path"):
        Command(path)


@pytest.mark.parametrize(
    "name", ["file", "interval", "follow", "follow-only", "append", "where", ""]
)
def test_a_print_may_not_write_or_go_on(name: str) -> None:
    """A print has arguments to write a file, or never to end."""
    with pytest.raises(ForbiddenCommandError, match="may not be told"):
        Command("/interface/print", arguments=((name, "x"),))


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        ("/interface/ethernet/monitor", (("numbers", "*1,*2"), ONCE)),
        ("/interface/ethernet/poe/monitor", (("numbers", "*1"), ONCE)),
        ("/interface/monitor-traffic", (("interface", "ether1"), ONCE)),
        ("/interface/lte/monitor", (("numbers", "*1"), ONCE)),
        ("/interface/lte/info", (("number", "lte1"), ONCE)),
        ("/system/gps/monitor", (ONCE,)),
    ],
)
def test_a_measurement_is_one(path: str, arguments: tuple[tuple[str, str], ...]) -> None:
    """It is taken once, or not at all."""
    assert Command(path, arguments=arguments).words()[0] == path
    without = tuple(one for one in arguments if one != ONCE)
    for wrong in (without, (*without, ("once", "no"))):
        with pytest.raises(ForbiddenCommandError, match="unless once"):
            Command(path, arguments=wrong)
    with pytest.raises(ForbiddenCommandError, match="may not be told"):
        Command(path, arguments=(*arguments, ("user-command", "AT")))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("count", "0"),
        ("count", "11"),
        ("count", "-1"),
        ("count", "3 "),
        ("count", "٣"),
        ("size", "65535"),
        ("interval", "5ms"),
        ("interval", "6s"),
        ("interval", "9999s"),
        ("interval", "0s"),
        ("interval", "1"),
        ("interval", "1s\n"),
        ("interval", "1s=x"),
        ("interval", ""),
    ],
)
def test_pings_are_few(name: str, value: str) -> None:
    """They are counted, spaced and of one frame."""
    others = tuple(one for one in PING.arguments if one[0] != name)
    with pytest.raises(ForbiddenCommandError):
        replace(PING, arguments=(*others, (name, value)))


def test_a_trace_is_short() -> None:
    """Its hops and the wait for each are bounded."""
    trace = Command("/tool/traceroute", arguments=(("address", "192.0.2.1"), ("count", "1")))
    assert replace(trace, arguments=(*trace.arguments, ("timeout", "500ms"), ("max-hops", "30")))
    for name, value in (("timeout", "9999s"), ("timeout", "1d"), ("max-hops", "31")):
        with pytest.raises(ForbiddenCommandError):
            replace(trace, arguments=(*trace.arguments, (name, value)))


@pytest.mark.parametrize("flag", ["count-only", "detail", "stats"])
def test_a_flag_has_no_value(flag: str) -> None:
    """RouterOS ignores it, so it could only hide something."""
    assert Command("/interface/print", arguments=((flag, ""),))
    with pytest.raises(ForbiddenCommandError, match="no value"):
        Command("/interface/print", arguments=((flag, "file=x"),))


def test_a_test_without_a_count_never_ends() -> None:
    """Neither pings nor a trace of the route."""
    for path in ("/ping", "/tool/ping", "/tool/traceroute"):
        with pytest.raises(ForbiddenCommandError, match="unless counted"):
            Command(path, arguments=(("address", "192.0.2.1"),))
        assert Command(path, arguments=(("address", "192.0.2.1"), ("count", "1")))


def test_an_argument_is_given_once() -> None:
    """The router would use the last of two."""
    with pytest.raises(ForbiddenCommandError, match="twice"):
        replace(PING, arguments=(*PING.arguments, ("count", "3")))


@pytest.mark.parametrize(
    "query", ["", "?", "=disabled=yes", "/system/reboot", ".tag=9", " ?dynamic=yes", "\0?x"]
)
def test_a_query_is_one(query: str) -> None:
    """A word that is no query would be read as an argument, a command or the end."""
    with pytest.raises(ForbiddenCommandError, match="question mark"):
        Command("/interface/print", queries=("?dynamic=yes", query))


@pytest.mark.parametrize(
    "name", ["", "name=x", "name,file", "name\n", "=file", "/quit", "name\0", "n\u00e4me", " name"]
)
def test_a_field_is_a_name(name: str) -> None:
    """Nothing else fits between the commas of the list."""
    with pytest.raises(ForbiddenCommandError, match="no names of fields"):
        Command("/interface/print", proplist=("type", name))


WORDS = st.text() | st.from_regex(r"[?=/.]?[a-z-]{0,9}[=\n,\0]?", fullmatch=True)


@given(text=WORDS)
def test_no_other_word_comes_with_a_query(text: str) -> None:
    """Whatever it contains, it is one word that is a query."""
    try:
        path, *words = Command("/interface/print", queries=(text,)).words()
    except ForbiddenCommandError:
        return
    assert path == "/interface/print"
    assert words == [text]
    assert text[0] == "?"
    assert text != "?"


@given(text=WORDS)
def test_no_other_word_comes_with_a_field(text: str) -> None:
    """Whatever it contains, it is one name in one word."""
    try:
        path, *words = Command("/interface/print", proplist=(text,)).words()
    except ForbiddenCommandError:
        return
    assert path == "/interface/print"
    assert words == [f"=.proplist={text}"]
    assert text
    assert not set(text) & set("=,/\n\0")


@given(text=st.text())
def test_a_value_stays_a_value(text: str) -> None:
    """Words have a length in bytes, so a value may contain anything: it follows its name."""
    words = Command("/user/print", proplist=("group",), queries=(f"?name={text}",)).words()
    assert words == ("/user/print", "=.proplist=group", f"?name={text}")
    assert Login(text, password=text).words() == ("/login", f"=name={text}", f"=password={text}")


def test_a_secret_is_in_no_representation() -> None:
    """The text of a login in the log has no password."""
    assert "s3cret" not in repr(Login("me", password="s3cret", response="s3cret"))
    assert Cancel("7").words() == ("/cancel", "=tag=7")


NAMES = st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)


READS = ("print", "monitor", "monitor-traffic", "info", "ping", "traceroute")


@given(
    menu=st.lists(NAMES, max_size=3),
    verb=NAMES | st.sampled_from(READS),
    arguments=st.lists(st.tuples(NAMES, NAMES)),
)
def test_no_other_verb_is_known(
    menu: list[str], verb: str, arguments: list[tuple[str, str]]
) -> None:
    """A path is refused, unless it ends with one of the verbs that read."""
    for given_arguments in (tuple(arguments), (*arguments, ONCE)):
        try:
            command = Command("/" + "/".join((*menu, verb)), arguments=given_arguments)
        except ForbiddenCommandError:
            continue
        assert verb in READS
        assert all(word[0] == "=" for word in command.words()[1:])


@given(
    extra=st.text() | st.sampled_from(["count-only", "stats", "detail=", "stats\n"]),
    value=st.text() | st.just(""),
)
def test_no_argument_but_the_known_ones(extra: str, value: str) -> None:
    """A print takes three flags and nothing else, however its name is spelt."""
    try:
        command = Command("/interface/print", arguments=((extra, value),))
    except ForbiddenCommandError:
        return
    assert command.words()[1:] in {("=count-only=",), ("=detail=",), ("=stats=",)}
