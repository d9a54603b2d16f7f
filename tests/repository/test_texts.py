"""Each text passes Home Assistant's checker, and its placeholders exist."""

import ast
from collections.abc import Iterable, Iterator
import json
from pathlib import Path
import re
from string import Formatter
from typing import Any

from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.mikrotik_monitoring import config_flow, options_flow
from custom_components.mikrotik_monitoring.actions import ACTIONS
from custom_components.mikrotik_monitoring.adding import (
    batch,
    discovery,
    doctor,
    forms,
    many,
    single,
)
from custom_components.mikrotik_monitoring.alerts.rules import RULES
from custom_components.mikrotik_monitoring.alerts.settings import bounds_of
from custom_components.mikrotik_monitoring.connection_test.report import (
    Answer,
    Finding,
    Step,
    Verdict,
)
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.catalogue import Catalogue
from custom_components.mikrotik_monitoring.options import (
    apply_to,
    bandwidth,
    detail,
    first_estimate,
    interfaces,
    new_login,
    new_password,
    notifications,
    recording,
    retention,
    review,
)
from custom_components.mikrotik_monitoring.options.consequence import Consequence
from custom_components.mikrotik_monitoring.options.copying import Reason
from custom_components.mikrotik_monitoring.polling import link
from custom_components.mikrotik_monitoring.subentries import (
    custom_form,
    custom_metric,
    ping_form,
    ping_target,
)

from .files import INTEGRATION, english, leaves, modules, parsed

TEXTS = english()
ALL = dict(leaves(TEXTS))
ERRORS = {key for _, key in link._ERROR_KEYS}
OF_ERRORS = set(link.error_placeholders({}, None))
OF_CERTIFICATES = {f"{age}_{what}" for age in ("old", "new") for what in ("subject", "expires")}
OF_STEPS = OF_ERRORS | {"fingerprint", "other", "name", "old_fingerprint", "lines"}
OF_STEP = {
    "doctor": {"findings"},
    "fingerprint_changed": OF_CERTIFICATES,
    "many_report": {"added", "all", "report"},
    "discovered": {"about"},
    "new_address": {"router", "old", "new"},
}
OF_REVIEW = Consequence().texts()
OF_ABORTS = {"already_configured": {"name"}, "wrong_router": {"name", "expected"}}
OF_ABORTS["many_added"] = {"added"}
OF_ABORTS["address_followed"] = OF_ABORTS["address_not_proven"] = {"name", "host"}
# Selectors that are in no form: their texts are looked up by code.
LOOKED_UP = {
    "adding_outcome",
    "alert_advice",
    "alert_many",
    "alert_sentence",
    "alert_state",
    "apply_outcome",
    "connection_test",
    "kinds",
    "login_finding",
    "login_outcome",
    "notification",
}
STEPS = {
    "user": forms.USER_SCHEMA,
    "reconfigure": forms.RECONFIGURE_SCHEMA,
    "reauth_confirm": forms.REAUTH_SCHEMA,
    "ca": forms.CA_SCHEMA,
    "fingerprint": vol.Schema({}),
    "fingerprint_changed": vol.Schema({}),
    "doctor": vol.Schema({}),
    "many": many.many_schema(()),
    "many_report": vol.Schema({}),
    "detail": detail.DETAIL_SCHEMA,
    "detail_uncounted": detail.DETAIL_SCHEMA,
    "discovered": discovery.DISCOVERED_SCHEMA,
    "new_address": vol.Schema({}),
}
OF_DETAIL = set(
    first_estimate.estimate_texts(
        first_estimate.Counts(interfaces=1, ports=1, links=1, radios=0, queues=0)
    )
)
# The forms of the options with fixed fields, besides those with sections.
OPTION_STEPS = {
    "detail": detail.DETAIL_SCHEMA,
    "interfaces": interfaces.INTERFACES_SCHEMA,
    "interfaces_type": interfaces.types_schema(None, []),
    "interfaces_pattern": interfaces.PATTERNS_SCHEMA,
    "interfaces_picked": interfaces.picked_schema(None, []),
}

# Of each type of subentry: the steps that are forms, the menu of those that show a result, the
# placeholders of their texts, and where its errors come from.
PING_FORM = ping_form.ping_schema((), None)
CUSTOM_MENU = custom_form.MENU_SCHEMA
SUBENTRIES: dict[str, dict[str, vol.Schema]] = {
    "ping_target": {"user": PING_FORM, "reconfigure": PING_FORM},
    "custom_metric": {"user": CUSTOM_MENU, "reconfigure": CUSTOM_MENU, **custom_form.WIDEST},
}
RESULTS: dict[str, list[str]] = {
    "ping_target": ping_target._MENU,
    "custom_metric": custom_metric._MENU,
}
OF_SUBENTRIES = {
    "ping_target": {"name", "address", "host", "sent", "received", "shortest", "mean", "longest"}
    | {"error", "other", "most"},
    "custom_metric": {"name", "menu", "error", "rows", "most", "sensors"}
    | {"value", "count", "printed", "milliseconds"},
}
RAISING = {
    "ping_target": ("subentries/ping_*.py",),
    "custom_metric": ("subentries/custom_*.py", "metrics/custom_spec.py"),
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
    nodes = (node for path in filter(of_flow, modules()) for node in ast.walk(parsed(path)))
    for node in nodes:
        if not isinstance(node, ast.Dict):
            continue
        for key, value in zip(node.keys, node.values, strict=True):
            at_field = isinstance(key, ast.Name) and key.id.startswith(("CONF_", "HOSTS"))
            whole = isinstance(key, ast.Constant) and key.value == "base"
            if (at_field or whole) and isinstance(value, ast.Constant):
                yield str(value.value)


# The forms of options whose fields depend on the router: their step ids.


def fields_of(schema: vol.Schema) -> set[str]:
    """Return the names of a form's fields."""
    return {str(marker.schema) for marker in schema.schema}


OPTION_FORMS = {
    "apply_to": {apply_to.PARTS, apply_to.ROUTERS, apply_to.ALL_ROUTERS},
    "applied": set[str](),
    "bandwidth": {bandwidth.INTERFACE},
    "changed": set[str](),
    "new_password": fields_of(new_password.new_password_schema(())),
    "bandwidth_of": fields_of(bandwidth.BANDWIDTH_SCHEMA),
    "retention": fields_of(retention.RETENTION_SCHEMA),
    "retention_review": fields_of(retention.REVIEW_SCHEMA),
    "retention_too_long": fields_of(retention.REVIEW_SCHEMA),
}
OF_RETENTION = {"kept", "rows", "megabytes", "time", "yaml"} | {
    f"{tier}_{what}" for tier in ("realtime", "rest") for what in ("rows", "megabytes")
}
OF_OPTION_FORMS = {
    "applied": {"report"},
    "changed": {"report"},
    "bandwidth_of": {"name"},
    **dict.fromkeys(("retention", "retention_review", "retention_too_long"), OF_RETENTION),
}


def of_flow(path: Path) -> bool:
    """Return whether a module belongs to the config flow."""
    return path.parent.name == "adding" or path.name == "config_flow.py"


def of_options(path: Path) -> bool:
    """Return whether a module belongs to the options flow."""
    return path.parent.name == "options"


def option_errors() -> Iterator[str]:
    """Yield the errors that the options flow shows: those put into a dict, or given in one."""
    for path in filter(of_options, modules()):
        for node in ast.walk(parsed(path)):
            found: list[ast.expr] = []
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("errors["):
                found = [node.value]
            elif isinstance(node, ast.keyword) and node.arg == "errors":
                dicts = (part for part in ast.walk(node) if isinstance(part, ast.Dict))
                found = [value for one in dicts for value in one.values]
            yield from (str(one.value) for one in found if isinstance(one, ast.Constant))


def literal_keys(keyword: str, paths: Iterable[Path]) -> set[str]:
    """Return the literal values that calls give to a keyword, in some modules."""
    return {
        argument.value.value
        for path in paths
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        for argument in node.keywords
        if argument.arg == keyword
        and isinstance(argument.value, ast.Constant)
        and isinstance(argument.value.value, str)
    }


@pytest.mark.parametrize("path", ALL)
def test_text(path: str) -> None:
    """No link, no HTML, no quoted placeholder, no reference, no surrounding space."""
    text = ALL[path]
    assert text
    assert text == text.strip()
    assert not re.search(r"https?://|www\.", text)
    assert not re.search(r"<[a-zA-Z/!]", text)
    assert not re.search(r"'\{[^}]*\}'", text)
    assert "[%key" not in text
    assert all(name.isidentifier() for name in placeholders(text))


def test_keys_are_slugs() -> None:
    """Keys are slugs as the checker defines them."""
    assert len(ALL) > 300
    for path in ALL:
        for key in path.split("."):
            assert re.fullmatch(r"[a-z0-9]+(?:[_-][a-z0-9]+)*", key), path


def test_top_level() -> None:
    """Only what Home Assistant reads; the title comes from the manifest."""
    known = {
        "conditions",
        "config",
        "config_panel",
        "config_subentries",
        "device_automation",
        "entity",
        "exceptions",
        "issues",
        "options",
        "selector",
        "services",
        "system_health",
        "triggers",
    }
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
            allowed = OF_DETAIL if step == "detail" else OF_STEP.get(step, set[str]())
            assert placeholders(text) <= OF_STEPS | allowed, step
    assert set(steps["doctor"]["menu_options"]) == set(single.DOCTOR_MENU)
    assert set(steps["many_report"]["menu_options"]) == set(many.REPORT_MENU)
    progress = literal_keys("progress_action", filter(of_flow, modules()))
    assert set(TEXTS["config"]["progress"]) == progress


def test_each_type_of_subentry_has_its_texts() -> None:
    """Each form's fields, each result's menu, each error; the button and the entry have names."""
    given = TEXTS["config_subentries"]
    types = config_flow.MikrotikConfigFlow.async_get_supported_subentry_types(MockConfigEntry())
    assert set(given) == set(types) == set(SUBENTRIES)
    for kind, texts in given.items():
        assert {"entry_type", "initiate_flow"} <= set(texts)
        assert set(texts["initiate_flow"]) == {"user", "reconfigure"}
        forms = SUBENTRIES[kind]
        assert set(forms) < set(texts["step"])
        for step, of_step in texts["step"].items():
            assert "title" in of_step, step
            if step not in forms:
                assert set(of_step["menu_options"]) == set(RESULTS[kind]), step
                continue
            fields = {str(marker) for marker in forms[step].schema}
            assert set(of_step["data"]) == set(of_step["data_description"]) == fields, step
        for _, text in leaves(texts):
            assert placeholders(text) <= OF_SUBENTRIES[kind], text


@pytest.mark.parametrize("kind", RAISING)
def test_each_error_of_a_subentry_has_its_text(kind: str) -> None:
    """Those that a type's forms show, no more and no fewer."""
    shown = {
        key
        for pattern in RAISING[kind]
        for path in INTEGRATION.glob(pattern)
        for key in errors_in(path)
    }
    given = set(TEXTS["config_subentries"][kind]["error"])
    assert len(given) > 5
    assert given == shown


def errors_in(path: Path) -> Iterator[str]:
    """Yield the errors of a form: raised, or set for a field or the form."""
    for node in ast.walk(parsed(path)):
        match node:
            case ast.Call(func=ast.Name("SpecError"), args=[ast.Constant(str(key))]):
                yield key
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name("errors"))], value=ast.Constant(str(key))
            ):
                yield key
            case ast.Dict(
                keys=[ast.Constant("base") | ast.Name("field" | "CONF_NAME")],
                values=[ast.Constant(str(key))],
            ):
                yield key
            case ast.AnnAssign(target=ast.Name("_ERRORS" | "_AWAY"), value=ast.expr() as told):
                yield from constants_of(told)


def constants_of(node: ast.AST) -> Iterator[Any]:
    """Yield the string constants in a part of a module."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def test_each_option_has_its_texts() -> None:
    """Those of the menu, of its forms, and of a form's section."""
    steps = TEXTS["options"]["step"]
    assert set(steps) >= {"init", *steps["init"]["menu_options"]}
    assert set(steps["init"]["menu_options"]) == set(options_flow.MENU)
    of_recording = steps["recording"]
    sections = {"dashboard"}
    assert set(of_recording["sections"]) == sections
    options = {str(marker.schema) for marker in recording.OPTIONS_SCHEMA.schema} - sections
    of_dashboard = {str(marker.schema) for marker in recording.DASHBOARD_SCHEMA.schema}
    for texts, fields in (
        (of_recording, options),
        (of_recording["sections"]["dashboard"], of_dashboard),
    ):
        assert set(texts["data"]) == fields
        assert set(texts["data_description"]) == fields


@pytest.mark.parametrize("step", OPTION_STEPS)
def test_each_form_of_the_options_has_its_texts(step: str) -> None:
    """A title, and of each field a name and a description."""
    texts, fields = TEXTS["options"]["step"][step], set(map(str, OPTION_STEPS[step].schema))
    assert texts["title"]
    assert set(texts["data"]) == set(texts["data_description"]) == fields


def test_each_group_has_its_texts() -> None:
    """The groups of one heading have one field, named as in the documentation."""
    titles = {heading: groups[0].title for heading, groups in detail.headings().items()}
    assert TEXTS["options"]["step"]["groups"]["data"] == titles


@pytest.mark.parametrize("step", ["review", "review_partly"])
def test_the_review_has_its_texts(step: str) -> None:
    """Its placeholders exist, for the numbers as they would be and as they are now."""
    texts = TEXTS["options"]["step"][step]
    assert set(texts["menu_options"]) == set(review.REVIEW_MENU)
    numbers = placeholders(texts["description"])
    assert numbers >= {"sensors", "rows", "megabytes", "sensors_now", "rows_now", "megabytes_now"}
    assert numbers <= {*OF_REVIEW, *(f"{key}_now" for key in OF_REVIEW)}


def test_each_menu_and_progress_has_its_texts() -> None:
    """The options of menus, and the texts shown while something runs."""
    options = TEXTS["options"]
    menus = {
        step: set(texts["menu_options"])
        for step, texts in options["step"].items()
        if "menu_options" in texts
    }
    assert menus.keys() >= {"init", "test_report"}
    for leads_to in menus.values():
        assert leads_to <= {
            "init",
            *review.REVIEW_MENU,
            *notifications.TEST_MENU,
            *options_flow.MENU,
        }
    assert set(options["progress"]) == literal_keys(
        "progress_action", filter(of_options, modules())
    )


def test_a_connection_test_has_its_texts() -> None:
    """Each step, result and remedy has its texts, and their placeholders exist."""
    texts = TEXTS["selector"]["connection_test"]["options"]
    always = {
        "works", "works_but", "fails", "not_tried", "rows", "tls_shown",
        "head_step", "head_result", "head_menu", "menus_title", "menus_absent", "missing_title",
    }  # fmt: skip
    named = {
        *(f"step_{step}" for step in Step),
        *(f"missing_{finding}" for finding in Finding),
        *(f"answer_{answer}" for answer in Answer if answer not in {"answered", "absent"}),
    }
    sentences = set(texts) - always - named
    assert always | named <= set(texts)
    variants = {*Verdict, "anonymous", "paused", "slow", "unlimited", "unread"}
    assert sentences <= {f"{step}_{variant}" for step in Step for variant in variants}
    assert sentences >= {f"{step}_passed" for step in Step}
    for finding in Finding:
        assert placeholders(texts[f"missing_{finding}"]) <= {"name"}


@pytest.mark.parametrize("form", OPTION_FORMS)
def test_each_form_of_options_has_its_texts(form: str) -> None:
    """Each field has a name and a description, and no text is unused."""
    texts = TEXTS["options"]["step"][form]
    assert set(texts.get("data", {})) == OPTION_FORMS[form]
    assert set(texts.get("data_description", {})) == OPTION_FORMS[form]
    for _, text in leaves(texts):
        assert placeholders(text) <= OF_OPTION_FORMS.get(form, set())


def test_each_end_of_the_options_has_its_text() -> None:
    """The errors of a form, and the reasons why there is none."""
    options = TEXTS["options"]
    errors = set(option_errors())
    assert len(errors) > 3
    assert set(options["error"]) == errors
    assert set(options["abort"]) == literal_keys("reason", filter(of_options, modules()))


def test_each_outcome_of_applying_has_its_text() -> None:
    """The outcomes of a part, and each reason why it was left out."""
    texts = TEXTS["selector"]["apply_outcome"]["options"]
    reasons = {f"left_out_{reason}" for reason in Reason}
    assert set(texts) == {"applied", "unchanged", "removed", "not_loaded"} | reasons
    for key, text in texts.items():
        named = {"removed": {"count"}, "not_loaded": set[str]()}
        assert placeholders(text) == named.get(key, {"parts"})


@pytest.mark.parametrize(
    ("selector", "keys"),
    [
        ("adding_outcome", {*batch.End, batch.LACKING}),
        ("login_finding", set(doctor.Kind)),
        ("login_outcome", set(new_login.End)),
    ],
)
def test_each_outcome_of_a_login_has_its_text(selector: str, keys: set[str]) -> None:
    """The outcomes for a router that was added, checked, or given another password."""
    texts = TEXTS["selector"][selector]["options"]
    assert set(texts) == keys
    for text in texts.values():
        assert placeholders(text) <= {"name", "names", "user", "groups", "reason", "policies"}


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
    """What Home Assistant has texts for itself is not repeated."""
    aborts = TEXTS["config"]["abort"]
    of_flows = [path for path in modules() if not of_options(path)]
    assert set(aborts) == literal_keys("reason", of_flows) | {"already_configured"}
    for key, text in aborts.items():
        assert placeholders(text) <= OF_ABORTS[key], key


def test_selectors() -> None:
    """Each choice of a list has its text."""
    schemas = (
        forms.USER_SCHEMA,
        recording.OPTIONS_SCHEMA,
        recording.DASHBOARD_SCHEMA,
        *OPTION_STEPS.values(),
        PING_FORM,
        *custom_form.WIDEST.values(),
        apply_to.PARTS_SCHEMA,
    )
    selectors = [value for schema in schemas for value in schema.schema.values()]
    configs = [value.config for value in selectors if isinstance(getattr(value, "config", 0), dict)]
    wanted = {
        config["translation_key"]: set(config["options"])
        for config in configs
        if "translation_key" in config
    }
    for select in (*service_selects(), *automation_selects()):
        wanted.setdefault(select["translation_key"], set(select["options"]))
        assert wanted[select["translation_key"]] == set(select["options"])
    given = {key: set(value["options"]) for key, value in TEXTS["selector"].items()}
    # Which of them a group can have depends on the group.
    assert given.pop(detail.AMOUNT_KEY) == set(detail.AMOUNTS)
    assert given.keys() >= LOOKED_UP
    assert {key: options for key, options in given.items() if key not in LOOKED_UP} == wanted


def service_selects() -> Iterator[dict[str, Any]]:
    """Yield the select lists of an action's fields."""
    for action in load_yaml_dict(str(INTEGRATION / "services.yaml")).values():
        for field in action.get("fields", {}).values():
            if "select" in field["selector"]:
                yield field["selector"]["select"]


def automation_selects() -> Iterator[dict[str, Any]]:
    """Yield the select lists of the fields of triggers and conditions."""
    for name in ("triggers.yaml", "conditions.yaml"):
        for key, described in load_yaml_dict(str(INTEGRATION / name)).items():
            for field in {} if key.startswith(".") else described["fields"].values():
                if "select" in field["selector"]:
                    yield field["selector"]["select"]


def test_exceptions() -> None:
    """What a set-up raises has the same texts as the flow; what an action raises its own."""
    exceptions = TEXTS["exceptions"]
    raised = {**dict(of_actions()), **dict(of_errors())}
    assert len(raised) > 4
    assert set(exceptions) == ERRORS | {"unknown", "wrong_router"} | set(raised)
    for key, value in exceptions.items():
        allowed = {"host", "name"} if key == "wrong_router" else OF_ERRORS
        assert placeholders(value["message"]) <= raised.get(key, allowed), key
    for key in ERRORS:
        assert exceptions[key]["message"] == TEXTS["config"]["error"][key]


def of_actions() -> Iterator[tuple[str, set[str]]]:
    """Yield the key of each error that an action raises, and its placeholders."""
    for path in (INTEGRATION / "actions").glob("*.py"):
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in {"invalid", "failed"} and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value), {str(one.arg) for one in node.keywords}


def of_errors() -> Iterator[tuple[str, set[str]]]:
    """Yield the key of each error raised with its own text, and the placeholders."""
    for path in modules():
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("Error"):
                continue
            given = {argument.arg: argument.value for argument in node.keywords}
            key, values = given.get("translation_key"), given.get("translation_placeholders")
            if isinstance(key, ast.Constant) and isinstance(values, ast.Dict):
                yield str(key.value), {ast.literal_eval(name) for name in values.keys if name}


def test_actions() -> None:
    """Each action and each of its fields has its texts, and each action an icon."""
    described = load_yaml_dict(str(INTEGRATION / "services.yaml"))
    icons = json.loads((INTEGRATION / "icons.json").read_text())["services"]
    assert set(described) == {action.name for action in ACTIONS}
    assert set(TEXTS["services"]) == set(described) == set(icons)
    for action in ACTIONS:
        fields = {str(marker.schema) for marker in action.fields}
        assert set(described[action.name].get("fields", {})) == fields, action.name
        for field in described[action.name].get("fields", {}).values():
            assert {"example", "default", "required"} & set(field), action.name
        texts = TEXTS["services"][action.name]
        assert {"name", "description"} <= set(texts), action.name
        assert set(texts.get("fields", {})) == fields, action.name
        for field in texts.get("fields", {}).values():
            assert {"name", "description"} <= set(field), action.name


def test_alerts() -> None:
    """Each has a name, a plural and what to do; the form of its bounds names each of them."""
    keys = {rule.key for rule in RULES}
    for name in ("alert", "alert_advice", "alert_many"):
        texts = TEXTS["selector"][name]["options"]
        assert set(texts) == keys
        assert len(set(texts.values())) == len(keys)
    for key, text in TEXTS["selector"]["alert_many"]["options"].items():
        assert text.count("{count}") == 1, key
    step = TEXTS["options"]["step"]
    assert set(step["alerts"]["data"]) == set(step["alerts"]["data_description"])
    assert set(step["alert_bounds"]["data"]) >= {name for one in RULES for name in bounds_of(one)}
