"""The server finds the same fields wrong as form-js does in the browser, for the same answers."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from service.domain.errors import Invalid
from service.forms import Form, read_form

pytestmark = pytest.mark.browser

ROOT: Final = Path(__file__).parents[2]
ROLLDOWN: Final = ROOT / "service/web/assets/node_modules/.bin/rolldown"
ENTRY: Final = Path(__file__).with_name("form_js.mjs")
NOW: Final = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Seoul"))
PRODUCT: Final = sorted((ROOT / "forms").glob("*/*.form"))
ROUNDS: Final = 8
SAMPLE_ROUNDS: Final = 60

KNOWN: Final = {
    "low": 1,
    # What a field that nobody can fill in holds: it is known beforehand.
    "fixed": "set",
    "off": "set",
    **{
        name: [{"label": v, "value": v} for v in ("p1", "p2", "p3")]
        for name in ("people", "units", "unit_tasks")
    },
}
CHOICES: Final = [{"label": v, "value": v} for v in ("x", "y", "z")]
SAMPLE: Final[dict[str, Any]] = {
    "type": "default",
    "schemaVersion": 19,
    "components": [
        {"type": "text", "text": "Every kind of field"},
        {
            "type": "textfield",
            "key": "t",
            "validate": {"pattern": "^\\w+$", "minLength": 2, "maxLength": "=n"},
        },
        {"type": "textfield", "key": "mail", "validate": {"validationType": "email"}},
        {"type": "textfield", "key": "phone", "validate": {"validationType": "phone"}},
        {
            "type": "number",
            "key": "n",
            "decimalDigits": 2,
            "increment": "0.05",
            "validate": {"min": "=low", "max": 50},
        },
        {"type": "number", "key": "m", "validate": {"required": True, "min": 0}},
        {"type": "checkbox", "key": "c"},
        {"type": "checkbox", "key": "sure", "validate": {"required": True}},
        {"type": "radio", "key": "radio", "values": CHOICES, "validate": {"required": True}},
        {"type": "select", "key": "s", "valuesKey": "people"},
        {"type": "checklist", "key": "g", "values": CHOICES, "validate": {"required": True}},
        {"type": "taglist", "key": "tags", "values": CHOICES, "conditional": {"hide": '=radio = "x"'}},
        {
            "type": "datetime",
            "key": "day",
            "subtype": "date",
            "dateLabel": "Day",
            "validate": {"required": True},
        },
        {
            "type": "textarea",
            "key": "h",
            "conditional": {"hide": "=n > 5 or c"},
            "validate": {"required": True},
        },
        {"type": "textfield", "key": "fixed", "readonly": True, "validate": {"required": True}},
        {"type": "textfield", "key": "off", "disabled": True, "validate": {"required": True}},
        {
            "type": "group",
            "path": "o",
            "conditional": {"hide": '=t = "aa"'},
            "components": [{"type": "textfield", "key": "p.q", "validate": {"required": True}}],
        },
        {
            "type": "dynamiclist",
            "path": "r",
            "components": [
                {"type": "number", "key": "a"},
                {
                    "type": "textfield",
                    "key": "b",
                    "conditional": {"hide": "=this.a > 3"},
                    "validate": {"required": True},
                },
                {
                    "type": "textfield",
                    "key": "z",
                    "conditional": {"hide": "=parent.m = 5"},
                    "validate": {"maxLength": 1},
                },
                {"type": "expression", "key": "e", "expression": "=this.a * i[1]"},
            ],
        },
        {"type": "expression", "key": "total", "expression": "=sum(r.a)"},
        {"type": "separator"},
        {"type": "spacer"},
    ],
}

# Ids of fields end in _0, _1 inside a list: what is before is the field's own.
WRONG_FIELDS: Final = """async ([schema, payloads]) => {
  const found = [];
  for (const payload of payloads) {
    const container = document.createElement('div');
    document.body.append(container);
    const form = new FormJs.Form({ container });
    await form.importSchema(schema, payload);
    await new Promise((done) => setTimeout(done, 25));
    const errors = Object.entries(form.validate()).filter(([, messages]) => messages.length);
    found.push([...new Set(errors.map(([id]) => id.split('_')[0]))]);
    form.destroy();
    container.remove();
  }
  return found;
}"""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form-js") / "form.js"
    command = [ROLLDOWN, ENTRY, "--format", "iife", "--name", "FormJs", "--platform", "browser", "-o", path]
    subprocess.run(command, check=True, capture_output=True)
    return path


@pytest.fixture
def form_js(page: Page, bundle: Path) -> Page:
    page.set_content("<html><body></body></html>")
    page.add_script_tag(path=bundle)
    return page


def test_the_product_s_forms_agree_with_form_js(form_js: Page) -> None:
    wrong = 0
    for path in PRODUCT:
        differing, erring = compared(form_js, json.loads(path.read_text("utf-8")), path.name, ROUNDS)
        wrong += erring

        assert differing == [], path.name
    assert wrong > len(PRODUCT)


def test_a_form_with_every_kind_of_field_agrees_with_form_js(form_js: Page) -> None:
    differing, erring = compared(form_js, SAMPLE, "sample.form", SAMPLE_ROUNDS)

    assert differing == []
    assert erring > SAMPLE_ROUNDS // 2


def compared(
    page: Page, schema: Mapping[str, Any], name: str, rounds: int
) -> tuple[list[tuple[Any, ...]], int]:
    """Return the payloads about which the two differ, with both opinions, and how many were wrong."""
    marked = deepcopy(dict(schema))
    places = dict(_mark(marked["components"], (), count()))
    random = Random(name)
    payloads = [{**KNOWN, **_answers(marked["components"], random)} for _ in range(rounds)]
    form = read_form(marked, name)
    seen = page.evaluate(WRONG_FIELDS, [marked, payloads])
    differing, erring = [], 0
    for payload, ids in zip(payloads, seen, strict=True):
        theirs, ours = {places[id_] for id_ in ids}, _wrong_fields(form, payload)
        erring += bool(ours)
        if ours != theirs:
            differing.append((sorted(theirs - ours), sorted(ours - theirs), payload))
    return differing, erring


def _mark(
    components: Sequence[dict[str, Any]], prefix: tuple[str, ...], numbers: Iterator[int]
) -> Iterator[tuple[str, str]]:
    """Give every field an id of its own, and tell its place: names from the root, without row numbers."""
    for component in components:
        written = component.get("key") or component.get("path") or ""
        place = (*prefix, *written.split(".")) if written else prefix
        component["id"] = f"f{next(numbers)}"
        yield component["id"], ".".join(place)
        yield from _mark(component.get("components", ()), place, numbers)


def _wrong_fields(form: Form, payload: Mapping[str, Any]) -> set[str]:
    try:
        form.load(payload, KNOWN, now=NOW)
    except Invalid as error:
        return set(_places(error.messages, ()))
    return set()


def _places(messages: Any, place: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(messages, Mapping):
        yield ".".join(place)
        return
    for key, inner in messages.items():
        yield from _places(inner, (*place, key) if isinstance(key, str) else place)


def _answers(components: Sequence[Mapping[str, Any]], random: Random) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for component in components:
        inner = component.get("components")
        if component["type"] == "dynamiclist":
            answers[component["path"]] = [_answers(inner, random) for _ in range(random.randint(1, 3))]
        elif inner is not None:
            _merge(answers, component.get("path"), _answers(inner, random))
        elif component["type"] in _VALUES and component["key"] not in KNOWN:
            _merge(answers, component["key"], _VALUES[component["type"]](component, random))
    return answers


def _merge(answers: dict[str, Any], path: str | None, value: Any) -> None:
    if not path:
        answers.update(value)
        return
    *outer, last = path.split(".")
    for name in outer:
        answers = answers.setdefault(name, {})
    answers[last] = value


def _options(component: Mapping[str, Any]) -> list[Any]:
    listed = component.get("values") or KNOWN[component["valuesKey"]]
    return [option["value"] for option in listed]


def _text(component: Mapping[str, Any], random: Random) -> str:
    samples = ["", "a", "aa", "가나", "ab c", "긴 글 " * 90, "abc", "a@b.kr", "+82 2-100-2000"]
    return random.choice(samples)


def _one(component: Mapping[str, Any], random: Random) -> Any:
    return random.choice([None, *_options(component) * 2])


def _several(component: Mapping[str, Any], random: Random) -> list[Any]:
    options = _options(component)
    return random.sample(options, random.randint(0, min(2, len(options))))


_VALUES: Final = {
    "textfield": _text,
    "textarea": _text,
    "number": lambda _, random: random.choice([None, 0, 1, -1, 5, 2.05, 2.06, 7, 60, 10.005, 100]),
    "checkbox": lambda _, random: random.random() < 0.5,
    "radio": _one,
    "select": _one,
    "checklist": _several,
    "taglist": _several,
    "datetime": lambda _, random: random.choice([None, "2026-03-02", "2027-12-31"]),
}
