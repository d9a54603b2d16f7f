"""The text of a report: each text exists, and a router's words are never markup."""

import re
from typing import Any

import pytest

from custom_components.mikrotik_monitoring.connection_test import remedies
from custom_components.mikrotik_monitoring.connection_test.report import (
    Answer,
    Finding,
    MenuTime,
    Remedy,
    Report,
    Result,
    Step,
    Verdict,
)
from custom_components.mikrotik_monitoring.connection_test.wording import Wording
from custom_components.mikrotik_monitoring.routeros import (
    CertificateError,
    LinkSettings,
    TlsMode,
    UnreachableError,
)
from custom_components.mikrotik_monitoring.routeros.tls import fingerprint_of, normal_fingerprint
from tests.repository.files import english

TEXTS: dict[str, str] = english()["selector"]["connection_test"]["options"]
WORDING = Wording(TEXTS, str)
SETTINGS = LinkSettings(host="r", port=8729, username='o"neil', password="x", tls=TlsMode.CA)


def report(*results: Result, menus: tuple[MenuTime, ...] = ()) -> Report:
    """Return a report of some results."""
    return Report(results=results, menus=menus)


def passed(step: Step, **facts: Any) -> Result:
    """Return a step that has passed."""
    return Result(step=step, verdict=Verdict.PASSED, facts=facts, seconds=0.0042)


def test_headlines() -> None:
    """It works, works with a warning, or fails at a step."""
    fine = passed(Step.LOGIN, user="monitor")
    warning = Result(
        step=Step.CLOCK, verdict=Verdict.WARNING, facts={"seconds_ahead": 20.5}, seconds=1
    )
    failed = Result(step=Step.TCP, verdict=Verdict.FAILED, error=UnreachableError("no route"))
    assert WORDING.headline(report(fine)) == TEXTS["works"]
    assert WORDING.headline(report(fine, warning)) == TEXTS["works_but"]
    assert WORDING.headline(report(failed, warning)) == "The connection fails at: TCP"
    assert WORDING.outcome(fine) == "As monitor · 4.2 ms"
    assert WORDING.outcome(warning).startswith("+20.5 s off")
    assert WORDING.outcome(warning).endswith(" · 1000 ms")
    assert WORDING.outcome(failed) == "no route"


def test_a_certificate_that_was_refused() -> None:
    """The reason, and the certificate's data; missing data is a question mark."""
    failed = Result(
        step=Step.TLS,
        verdict=Verdict.FAILED,
        facts={"subject": "CN=x", "fingerprint": "AA:BB", "days_left": None},
        error=CertificateError("not trusted"),
    )
    assert WORDING.outcome(failed) == ("not trusted Presented: CN=x, ? days left. SHA-256: AA:BB")


def test_what_a_router_says_is_no_markup() -> None:
    """Its name stays what it is, in a table too."""
    name = "a|b <b>*c*</b> [x](y) `z`"
    text = WORDING.markdown(report(passed(Step.IDENTITY, name=name, model="m", version="7")))
    [row] = [line for line in text.splitlines() if "Router" in line]
    assert r"a\|b \<b\>\*c\*\</b\> \[x\](y) \`z\`" in row
    assert len(re.findall(r"(?<!\\)\|", row)) == 4


def test_a_fingerprint_has_breaks() -> None:
    """It fits a dialogue; entered with its breaks it is the same one."""
    fingerprint = fingerprint_of(b"certificate")
    shown = passed(Step.TLS, subject="CN=x", fingerprint=fingerprint, days_left=9)
    [row] = [line for line in WORDING.markdown(report(shown)).splitlines() if "| TLS |" in line]
    broken = row.split("SHA-256: ")[1].split(" · ")[0]
    assert [len(part) for part in broken.split()] == [24, 24, 24, 23]
    assert normal_fingerprint(broken) == normal_fingerprint(fingerprint)
    assert fingerprint in WORDING.outcome(shown)


def test_menus() -> None:
    """Those without a response, then the ten slowest; absent ones in one line."""
    menus = (
        *(
            MenuTime(path=f"/m{number}", answer=Answer.ANSWERED, seconds=number / 10, rows=number)
            for number in range(12)
        ),
        MenuTime(path="/one", answer=Answer.ANSWERED, seconds=9),
        MenuTime(path="/gone", answer=Answer.ABSENT),
        *(
            MenuTime(path=f"/{answer}", answer=answer)
            for answer in (Answer.FORBIDDEN, Answer.REFUSED, Answer.TIMED_OUT, Answer.NOT_TRIED)
        ),
    )
    text = WORDING.markdown(report(menus=menus))
    shown = re.findall(r"^\| (/\w+) \| (.*) \|$", text, re.MULTILINE)
    assert shown[:5] == [
        ("/forbidden", "not allowed"),
        ("/refused", "refused"),
        ("/timed_out", "no answer in time"),
        ("/not_tried", "not tried"),
        ("/one", "9000 ms"),
    ]
    assert shown[5] == ("/m11", "1100 ms, rows: 11")
    assert len(shown) == 14
    assert "Not on this router: /gone" in text
    lines = list(WORDING.lines(report(menus=menus)))
    assert "  /m11: 1100 ms, rows: 11" in lines


def test_remedies() -> None:
    """Each is listed once, with its command."""
    once = remedies.policies(SETTINGS, "test")
    results = (
        Result(
            step=Step.POLICIES,
            verdict=Verdict.WARNING,
            facts={"policies": ("read",), "lacking": ("test",)},
            remedies=(once,),
        ),
        Result(
            step=Step.MENUS,
            verdict=Verdict.PASSED,
            facts={"answered": 1},
            remedies=(remedies.policies(SETTINGS, "read"),),
        ),
    )
    found = report(*results)
    assert found.remedies == (once,)
    assert r'[find name="o\"neil"]' in once.command
    text = WORDING.markdown(found)
    assert text.count(once.command) == 1
    assert "Policies of the user: test" in text
    assert f"    {once.command}" in list(WORDING.lines(found))
    assert found.as_json()["missing"] == [
        {"finding": "policies", "name": "test", "command": once.command}
    ]


@pytest.mark.parametrize("finding", Finding)
def test_every_remedy_has_words(finding: Finding) -> None:
    """Its sentence exists, and has a placeholder for its name."""
    cure = Remedy(finding=finding, command="/x", name="N")
    step = Result(step=Step.NAME, verdict=Verdict.NOT_TRIED, remedies=(cure,))
    text = WORDING.markdown(report(step))
    assert f"missing_{finding}" not in text
    assert ("N" in text.split("fixes it", 1)[1]) is ("{name}" in TEXTS[f"missing_{finding}"])


@pytest.mark.parametrize(
    ("step", "variant", "facts"),
    [
        (Step.NAME, "passed", {"host": "r", "addresses": ("1.2.3.4", "::1")}),
        (Step.TLS, "not_needed", {}),
        (Step.TLS, "passed", {"subject": "s", "fingerprint": "f", "days_left": 90}),
        (Step.TLS, "warning", {"subject": "s", "fingerprint": "f", "days_left": 9}),
        (Step.TLS, "unread", {"subject": "", "fingerprint": "f", "days_left": None}),
        (Step.TLS, "anonymous", {}),
        (Step.LOGIN, "paused", {"wait": 12}),
        (Step.POLICIES, "not_readable", {}),
        (Step.MENUS, "slow", {"answered": 3}),
        (Step.SESSIONS, "unlimited", {"used": 3, "service": "api", "allowed": None}),
        (Step.SESSIONS, "warning", {"used": 3, "service": "api", "allowed": 4}),
        (Step.SESSIONS, "not_readable", {}),
        (Step.CLOCK, "not_readable", {}),
    ],
)
def test_every_result_has_words(step: Step, variant: str, facts: dict[str, Any]) -> None:
    """Its sentence uses known placeholders."""
    result = Result(step=step, verdict=Verdict.PASSED, variant=variant, facts=facts)
    text = WORDING.outcome(result)
    assert text != result.sentence
    for name in re.findall(r"\{(\w+)\}", TEXTS[result.sentence]):
        fact = facts[name]
        assert (", ".join(fact) if isinstance(fact, tuple) else str(fact)) in text


def test_a_language_that_lacks_a_text() -> None:
    """Its key is shown."""
    assert Wording({}, str).headline(report()) == "works"
