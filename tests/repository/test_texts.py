"""Each text obeys the checker of Home Assistant, and has what it names."""

import ast
from collections.abc import Iterator
import re
from string import Formatter

import pytest
import voluptuous as vol

from custom_components.mikrotik_monitoring import config_flow, options_flow
from custom_components.mikrotik_monitoring.dashboard import sidebar
from custom_components.mikrotik_monitoring.dashboard.interface import billing
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.catalogue import Catalogue
from custom_components.mikrotik_monitoring.metrics.model import Graph
from custom_components.mikrotik_monitoring.polling import link
from custom_components.mikrotik_monitoring.reactions import link_repairs

from .files import INTEGRATION, english, leaves, modules, parsed

TEXTS = english()
ALL = dict(leaves(TEXTS))
ERRORS = {key for _, key in link._ERROR_KEYS}
OF_ERRORS = set(link.error_placeholders({}, None))
OF_STEPS = OF_ERRORS | {"fingerprint", "other", "name"}
OF_ABORTS = {"already_configured": {"name"}, "wrong_router": {"name"}}
STEPS = {
    "user": config_flow.USER_SCHEMA,
    "reconfigure": config_flow.USER_SCHEMA,
    "reauth_confirm": config_flow.REAUTH_SCHEMA,
    "ca": config_flow.CA_SCHEMA,
    "fingerprint": vol.Schema({}),
}


def placeholders(text: str) -> set[str]:
    """Return the names between braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def constants(name: str) -> set[str]:
    """Return all strings a module of the integration holds."""
    nodes = ast.walk(parsed(INTEGRATION / name))
    return {
        node.value for node in nodes if isinstance(node, ast.Constant) and type(node.value) is str
    }


def form_errors() -> Iterator[str]:
    """Yield the errors that the config flow shows by itself."""
    for node in ast.walk(parsed(INTEGRATION / "config_flow.py")):
        if not isinstance(node, ast.Dict):
            continue
        for key, value in zip(node.keys, node.values, strict=True):
            at_field = isinstance(key, ast.Name) and key.id.startswith("CONF_")
            whole = isinstance(key, ast.Constant) and key.value == "base"
            if (at_field or whole) and isinstance(value, ast.Constant):
                yield str(value.value)


def literal_keys(keyword: str) -> set[str]:
    """Return the literal values that calls give to a keyword, in all modules."""
    return {
        argument.value.value
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        for argument in node.keywords
        if argument.arg == keyword
        and isinstance(argument.value, ast.Constant)
        and isinstance(argument.value.value, str)
    }


@pytest.mark.parametrize("path", ALL)
def test_text(path: str) -> None:
    """No link, no HTML, no quoted placeholder, no reference, no blank at an end."""
    text = ALL[path]
    assert text
    assert text == text.strip()
    assert not re.search(r"https?://|www\.", text)
    assert not re.search(r"<[a-zA-Z/!]", text)
    assert not re.search(r"'\{[^}]*\}'", text)
    assert "[%key" not in text
    assert all(name.isidentifier() for name in placeholders(text))


def test_keys_are_slugs() -> None:
    """Keys are what the checker accepts as one."""
    assert len(ALL) > 300
    for path in ALL:
        for key in path.split("."):
            assert re.fullmatch(r"[a-z0-9]+(?:[_-][a-z0-9]+)*", key), path


def test_top_level() -> None:
    """Only what Home Assistant reads; the title comes from the manifest."""
    known = {"config", "options", "selector", "entity", "exceptions", "issues", "config_panel"}
    assert set(TEXTS) <= known
    assert "title" not in TEXTS["config"]


def test_each_step_and_field_has_its_texts() -> None:
    """Each field has a name and a description, and no text is left over."""
    steps = TEXTS["config"]["step"]
    assert set(steps) == set(STEPS)
    for step, schema in STEPS.items():
        fields = {str(marker.schema) for marker in schema.schema}
        assert set(steps[step].get("data", {})) == fields, step
        assert set(steps[step].get("data_description", {})) == fields, step
        for _, text in leaves(steps[step]):
            assert placeholders(text) <= OF_STEPS, step


def test_each_option_has_its_texts() -> None:
    """Those of the menu, of its forms, and of a form's section."""
    steps = TEXTS["options"]["step"]
    assert set(steps) == {"init", *steps["init"]["menu_options"]}
    assert set(steps["init"]["menu_options"]) == {"recording", "kinds"}
    recording = steps["recording"]
    sections = {"dashboard"}
    assert set(recording["sections"]) == sections
    options = {str(marker.schema) for marker in options_flow.OPTIONS_SCHEMA.schema} - sections
    of_dashboard = {str(marker.schema) for marker in options_flow.DASHBOARD_SCHEMA.schema}
    for texts, fields in (
        (recording, options),
        (recording["sections"]["dashboard"], of_dashboard),
    ):
        assert set(texts["data"]) == fields
        assert set(texts["data_description"]) == fields


def test_each_kind_has_its_texts() -> None:
    """Each family has a field, each kind a name; those that may be too many say which to show."""
    catalogue = Catalogue("", GROUPS)
    fields = {*catalogue.families, *(f"{one}_shown" for one in catalogue.limited_families)}
    step = TEXTS["options"]["step"]["kinds"]
    assert set(step["data"]) == {*fields, "remove_kept"}
    assert set(step["data_description"]) == {
        *(f"{one}_shown" for one in catalogue.limited_families),
        "remove_kept",
    }
    kinds = {f"{family}_{kind}" for family, all_ in catalogue.families.items() for kind in all_}
    assert set(TEXTS["selector"]["kinds"]["options"]) == kinds


def test_each_error_has_its_text() -> None:
    """Those of the router and those of the flow, no more and no fewer."""
    errors = TEXTS["config"]["error"]
    assert set(errors) == ERRORS | set(form_errors())
    for key, text in errors.items():
        assert placeholders(text) <= OF_STEPS, key


def test_each_error_says_something_of_its_own() -> None:
    """No two errors have the same message."""
    errors = TEXTS["config"]["error"]
    assert len(set(errors.values())) == len(errors)


def test_each_end_of_a_flow_has_its_text() -> None:
    """What Home Assistant words itself is not worded again."""
    aborts = TEXTS["config"]["abort"]
    assert set(aborts) == literal_keys("reason") | {"already_configured"}
    for key, text in aborts.items():
        assert placeholders(text) <= OF_ABORTS[key], key


def test_selectors() -> None:
    """Each choice of a list has its text."""
    schemas = (
        config_flow.USER_SCHEMA,
        options_flow.OPTIONS_SCHEMA,
        options_flow.DASHBOARD_SCHEMA,
    )
    selectors = [value for schema in schemas for value in schema.schema.values()]
    configs = [value.config for value in selectors if isinstance(getattr(value, "config", 0), dict)]
    wanted = {
        config["translation_key"]: set(config["options"])
        for config in configs
        if "translation_key" in config
    }
    given = {key: set(value["options"]) for key, value in TEXTS["selector"].items()}
    # Its names are looked up: each says how many sensors it adds.
    del given["kinds"]
    assert given == wanted


def test_exceptions() -> None:
    """What a set-up raises has the same words as the flow shows."""
    exceptions = TEXTS["exceptions"]
    assert set(exceptions) == ERRORS | {"unknown", "wrong_router"}
    for key, value in exceptions.items():
        allowed = {"host", "name"} if key == "wrong_router" else OF_ERRORS
        assert placeholders(value["message"]) <= allowed, key
    for key in ERRORS:
        assert exceptions[key]["message"] == TEXTS["config"]["error"][key]


def test_issues() -> None:
    """Each issue that code creates has a title, a description, and what they name."""
    issues = TEXTS["issues"]
    of_dashboard = {sidebar._ISSUE_FAILED, sidebar._ISSUE_PATH_TAKEN}
    of_link = {link_repairs.OTHER_ROUTER, link_repairs.CERTIFICATE}
    assert set(issues) == of_dashboard | of_link | {billing._ISSUE, "missing_policy"}
    for key, value in issues.items():
        policy = {"router", "policy", "user", "command"}
        link_of = {one: {"router", "host", "name", "error"} for one in of_link}
        known = {"missing_policy": policy, billing._ISSUE: {"kept", "yaml"}, **link_of}
        allowed = known.get(key, {"reason", "path"})
        assert set(value) == {"title", "description"}
        assert placeholders(value["title"] + value["description"]) <= allowed, key


def test_literal_translation_keys_exist() -> None:
    """A key that code writes out is one of the texts."""
    known = {*TEXTS["exceptions"], *TEXTS["issues"], *TEXTS["selector"]}
    used = literal_keys("translation_key")
    assert used
    assert used <= known


def test_each_graph_has_a_title() -> None:
    """The dashboard's graphs are named."""
    assert set(TEXTS["config_panel"]["dashboard"]["graph"]) == set(Graph)


def test_each_word_of_the_dashboard_exists() -> None:
    """What the dashboard looks up by a literal key is there."""
    known = {path for path, _ in leaves(TEXTS["config_panel"]["dashboard"])}
    used = {
        node.args[1].value
        for path in (INTEGRATION / "dashboard").rglob("*.py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "text"
        and isinstance(node.args[1], ast.Constant)
    }
    assert len(used) > 10
    assert used <= known
