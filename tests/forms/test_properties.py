"""Whatever is sent: an answer or a reason, never a crash, never more than the form asked for."""

from datetime import UTC, datetime
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.errors import Invalid, Refused
from service.domain.findings import Finding
from service.forms import answers_from_post, check_form, read_form
from service.forms.components import KINDS
from service.forms.patterns import PatternError, compile_pattern

NOW: Final = datetime(2026, 3, 2, tzinfo=UTC)
OPTIONS: Final = [{"label": "A", "value": "a"}, {"label": "1", "value": 1}]
FIELDS: Final = [
    {"type": "textfield", "key": "t", "validate": {"minLength": 2, "pattern": r"^\S"}},
    {"type": "number", "key": "n", "decimalDigits": 2, "increment": "0.5", "validate": {"min": "=low"}},
    {"type": "checkbox", "key": "c"},
    {"type": "select", "key": "s", "values": OPTIONS},
    {"type": "taglist", "key": "g", "values": OPTIONS},
    {"type": "datetime", "key": "d", "subtype": "datetime", "timeSerializingFormat": "utc_normalized"},
    {"type": "filepicker", "key": "f"},
    {"type": "textarea", "key": "h", "conditional": {"hide": "=n > 5 or c"}, "validate": {"required": True}},
    {"type": "expression", "key": "e", "expression": "=n * 2"},
]
FORM: Final = read_form(
    {
        "components": [
            *FIELDS,
            {"type": "group", "path": "o", "components": FIELDS},
            {"type": "dynamiclist", "path": "r", "components": FIELDS},
        ]
    },
    "p.form",
)
JSON: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["a", "1", "2026-03-01T10:00", "files::x", "12.5", "1e9", "on", ""]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("tncsgdfheorx"), inner, max_size=6)
    ),
    max_leaves=25,
)
ANSWERS: Final = st.dictionaries(st.sampled_from("tncsgdfheorx"), JSON, max_size=10)


def outcome(answers: dict[str, Any], known: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Return the values or the messages, and whether the answers were accepted."""
    try:
        return FORM.load(answers, known, now=NOW), True
    except Invalid as refused:
        return dict(refused.messages), False


def findings_of(schema: Any) -> tuple[Finding, ...]:
    try:
        read_form(schema, "p.form")
    except Refused as refused:
        return refused.findings
    return ()


@settings(max_examples=120, deadline=None)
@given(answers=ANSWERS, known=ANSWERS)
def test_any_json_gives_an_answer_or_reasons(answers: dict[str, Any], known: dict[str, Any]) -> None:
    said, accepted = outcome(answers, known)

    assert set(said) <= FORM.keys
    assert accepted or said


@settings(max_examples=80, deadline=None)
@given(answers=ANSWERS)
def test_what_was_accepted_is_accepted_again_unchanged(answers: dict[str, Any]) -> None:
    values, accepted = outcome(answers, {})

    assert not accepted or FORM.load(values, now=NOW) == values


@settings(max_examples=80, deadline=None)
@given(
    posted=st.dictionaries(
        st.from_regex(r"\A(r\[\d{1,2}\]\.|o\.)?[tncsgdfhe]\Z") | st.text(max_size=5),
        st.lists(st.text(max_size=8), max_size=3),
        max_size=12,
    )
)
def test_any_post_gives_an_answer_or_reasons(posted: dict[str, list[str]]) -> None:
    answers = answers_from_post(FORM, posted)

    said, accepted = outcome(answers, {})

    assert accepted or said
    assert FORM.shown({}, answers, now=NOW)


@settings(max_examples=150, deadline=None)
@given(
    pattern=st.text(alphabet=r"ab1가.^$|()[]{}*+?\\/-,:<=!dswDSWbBkux&~", max_size=14),
    value=st.text(max_size=12),
)
def test_any_text_is_a_pattern_or_refused(pattern: str, value: str) -> None:
    try:
        compile_pattern(pattern).found_in(value)
    except (PatternError, TimeoutError):
        return


COMPONENT: Final = st.fixed_dictionaries(
    {"type": st.sampled_from([*KINDS, "rocket"])},
    optional={
        "key": JSON,
        "path": JSON,
        "validate": st.dictionaries(st.sampled_from(["required", "min", "pattern", "minLength"]), JSON)
        | JSON,
        "conditional": st.fixed_dictionaries({"hide": JSON}) | JSON,
        "values": JSON,
        "components": st.lists(JSON, max_size=2),
        "readonly": JSON,
        "increment": JSON,
        "decimalDigits": JSON,
        "subtype": JSON,
        "label": JSON,
        "defaultRepetitions": JSON,
    },
)


@settings(max_examples=150, deadline=None)
@given(schema=st.fixed_dictionaries({"components": st.lists(COMPONENT, max_size=4)}) | JSON)
def test_any_definition_is_read_or_refused_with_findings(schema: Any) -> None:
    findings = check_form(schema, "p.form")

    assert tuple(findings) == findings_of(schema)
    if not findings:
        form = read_form(schema, "p.form")
        assert len(form.fields()) == len(schema["components"])
        form.shown(now=NOW)
