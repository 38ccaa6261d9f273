"""What each kind of component accepts and refuses."""

from decimal import Decimal
from typing import Any

import pytest

VALUES = [{"label": "하나", "value": "one"}, {"label": "둘", "value": 2}, {"label": "셋", "value": True}]


def field(type: str, **more: Any) -> list[dict[str, Any]]:
    return [{"type": type, "key": "x", **more}]


@pytest.mark.parametrize(
    ("type", "empty"),
    [
        ("textfield", ""), ("textarea", ""), ("number", None), ("datetime", None), ("checkbox", False),
        ("radio", None), ("select", None), ("checklist", []), ("taglist", []), ("filepicker", []),
    ],
)  # fmt: skip
def test_empty_answer_is_form_js_empty_value_unless_demanded(
    load: Any, reasons: Any, type: str, empty: Any
) -> None:
    more: dict[str, Any] = {"values": VALUES, "subtype": "date"}

    for answers in ({}, {"x": None}, {"x": empty}, {"x": ""}):
        assert load(field(type, **more), answers) == {"x": empty}
        assert reasons(field(type, **more, validate={"required": True}), answers) == {
            "x": ["Please fill this in."]
        }


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (5, Decimal(5)), ("5", Decimal(5)), (" -0.50 ", Decimal("-0.50")), (0.1, Decimal("0.1")),
        ("1e3", Decimal(1000)), (0, Decimal(0)),
    ],
)  # fmt: skip
def test_number_is_kept_exactly(load: Any, sent: Any, kept: Decimal) -> None:
    values = load(field("number"), {"x": sent})

    assert str(values["x"]) == str(kept)


@pytest.mark.parametrize(
    "sent",
    ["x", "1,000", True, [], {}, "NaN", "Infinity", "1e999", "9" * 61, 10**80, "１２", "0x10", "1_000"],
)
def test_what_is_no_number_is_refused(reasons: Any, sent: Any) -> None:
    expected = {} if sent == [] else {"x": ["Please enter a number."]}

    assert reasons(field("number"), {"x": sent}) == expected


def test_number_kept_as_text_stays_text(load: Any) -> None:
    assert load(field("number", serializeToString=True), {"x": "0.10"}) == {"x": "0.10"}


@pytest.mark.parametrize(
    ("rules", "good", "bad"),
    [
        ({"decimalDigits": 0}, ["5", "5.0", -5], ["5.5"]),
        ({"decimalDigits": 2}, ["5.25", "5.250"], ["5.255"]),
        ({"increment": "0.1"}, [0.3, "0.7"], ["0.35"]),
        ({"increment": 1000}, [0, 3000, -1000], [1500]),
        ({"validate": {"min": 1}}, [1, "1.0"], [0, 0.999]),
        ({"validate": {"max": "10"}}, [10], ["10.0000001"]),
        ({"validate": {"min": "=low + 1"}}, [3], [2]),
        ({"validate": {"max": "=nothing"}}, [10**9], []),
        ({"validate": {"min": '="three"'}}, [], [5]),
    ],
)  # fmt: skip
def test_number_keeps_to_its_rules(
    reasons: Any, rules: dict[str, Any], good: list[Any], bad: list[Any]
) -> None:
    for value in good:
        assert reasons(field("number", **rules), {"x": value}, {"low": 2}) == {}
    for value in bad:
        assert "x" in reasons(field("number", **rules), {"x": value}, {"low": 2})


def test_nearest_values_are_offered(reasons: Any) -> None:
    messages = reasons(field("number", increment=1000), {"x": 1234500})

    assert messages["x"] == [
        "Please enter a multiple of 1,000. The nearest values are 1,234,000 and 1,235,000."
    ]


@pytest.mark.parametrize(
    ("validate", "good", "bad"),
    [
        ({"minLength": 2}, ["가나", " 가나 ", ""], ["가", " 가 ", "가\u3000"]),
        ({"maxLength": 2}, ["가나", "  가나  ", "😀"], ["가나다", "😀a"]),
        ({"minLength": "=n"}, ["가나다"], ["가나"]),
        ({"pattern": r"^\d{3}-\d{4}$"}, ["123-4567", ""], ["1234567", "123-4567\n!", "١٢٣-4567"]),
        ({"pattern": "나"}, ["가나다"], ["가다"]),
        ({"validationType": "email"}, ["a@b.kr"], ["a@", "a b@c.kr", "가@b.kr"]),
        ({"validationType": "phone"}, ["+821012345678", "00821012345678"], ["010-1234-5678", "+82"]),
    ],
)
def test_text_keeps_to_its_rules(
    reasons: Any, validate: dict[str, Any], good: list[str], bad: list[str]
) -> None:
    for value in good:
        assert reasons(field("textarea", validate=validate), {"x": value}, {"n": 3}) == {}
    for value in bad:
        assert "x" in reasons(field("textarea", validate=validate), {"x": value}, {"n": 3})


def test_own_words_for_a_pattern_are_used(reasons: Any) -> None:
    validate = {"pattern": "^a$", "patternErrorMessage": "a만 됩니다"}

    assert reasons(field("textfield", validate=validate), {"x": "b"}) == {"x": ["a만 됩니다"]}


def test_pattern_that_runs_away_is_stopped(reasons: Any) -> None:
    component = field("textfield", validate={"pattern": r"^(.*?,){29}\w(.*?.*?.*?)*!$"})

    messages = reasons(component, {"x": "1," * 5_000})

    assert messages == {"x": ["Checking the format takes too long. Please enter less."]}


@pytest.mark.parametrize("sent", [5, True, {"a": 1}, ["x"], "a\x00b", "\ud800"])
def test_what_is_no_storable_text_is_refused(reasons: Any, sent: Any) -> None:
    assert "x" in reasons(field("textfield"), {"x": sent})


def test_single_line_stays_a_single_line(load: Any) -> None:
    assert load(field("textfield"), {"x": "a\r\nb\tc"}) == {"x": "a  b c"}
    assert load(field("textarea"), {"x": "a\r\nb\tc"}) == {"x": "a\nb\tc"}


@pytest.mark.parametrize(("sent", "kept"), [("one", "one"), (2, 2), ("2", 2), (True, True), ("true", True)])
def test_choice_gives_the_value_of_the_option(load: Any, sent: Any, kept: Any) -> None:
    values = load(field("select", values=VALUES), {"x": sent})

    assert values["x"] is kept or values["x"] == kept
    assert type(values["x"]) is type(kept)


@pytest.mark.parametrize("sent", ["three", 1, False, 0, {"value": "one"}, ["one"]])
def test_choice_outside_the_options_is_refused(reasons: Any, sent: Any) -> None:
    assert reasons(field("radio", values=VALUES), {"x": sent}) == {"x": ["This is not one of the options."]}


def test_options_come_from_known_data_or_an_expression_never_from_the_client(reasons: Any) -> None:
    forged = {"x": "z", "kinds": ["z"]}

    assert reasons(field("select", valuesKey="kinds"), forged, {"kinds": ["a"]}) != {}
    assert reasons(field("select", valuesKey="kinds"), {"x": "a"}, {"kinds": ["a", None]}) == {}
    assert reasons(field("select", valuesExpression="=kinds"), forged, {"kinds": ["a"]}) != {}
    assert (
        reasons(field("select", valuesExpression='=kinds[item != "b"]'), {"x": "b"}, {"kinds": ["a", "b"]})
        != {}
    )
    assert reasons(field("select", valuesKey="kinds"), {"x": "a"}) != {}


def test_several_choices_are_kept_once_each_in_the_order_sent(load: Any, reasons: Any) -> None:
    assert load(field("taglist", values=VALUES), {"x": ["2", "one", 2]}) == {"x": [2, "one"]}
    assert load(field("checklist", values=VALUES), {"x": "one"}) == {"x": ["one"]}
    assert reasons(field("checklist", values=VALUES), {"x": ["one", "no"]}) != {}
    assert reasons(field("checklist", values=VALUES), {"x": {"one": True}}) != {}


@pytest.mark.parametrize(
    ("subtype", "good", "bad"),
    [
        (
            "date",
            ["2026-02-28"],
            ["2026-02-30", "20260228", "2026-2-8", "2026-02-28T10:00", 20260228, "2026-W01-1"],
        ),
        ("time", ["09:30", "23:59:59", "09:30+09:00", "00:30Z"], ["24:30", "9:30", "0930", "x"]),
        (
            "datetime",
            ["2026-02-28T09:30", "2026-02-28T09:30+09:00", "2026-02-28T00:30Z"],
            ["2026-02-28", "2026-02-30T09:30", "2026-02-28 09:30", "T", "2026-02-28T25:00"],
        ),
    ],
)
def test_moments_are_iso_text(load: Any, reasons: Any, subtype: str, good: list[str], bad: list[Any]) -> None:
    for value in good:
        assert load(field("datetime", subtype=subtype), {"x": value}) == {"x": value}
    for value in bad:
        assert reasons(field("datetime", subtype=subtype), {"x": value}) != {}


def test_past_day_is_refused_where_the_form_says_so(reasons: Any) -> None:
    for subtype, past, present in [
        ("date", "2026-03-01", "2026-03-02"),
        ("datetime", "2026-03-01T14:59Z", "2026-03-01T15:00Z"),
    ]:
        component = field("datetime", subtype=subtype, disallowPassedDates=True)
        assert reasons(component, {"x": past}) == {"x": ["This day has passed."]}
        assert reasons(component, {"x": present}) == {}


@pytest.mark.parametrize(
    ("time_format", "kept"),
    [
        ("no_timezone", "2026-03-02T09:30"),
        ("utc_offset", "2026-03-02T09:30+09:00"),
        ("utc_normalized", "2026-03-02T00:30Z"),
    ],
)
def test_moment_from_a_plain_form_is_the_offices_own(load: Any, time_format: str, kept: str) -> None:
    component = field("datetime", subtype="datetime", timeSerializingFormat=time_format)

    assert load(component, {"x": "2026-03-02T09:30"}) == {"x": kept}


def test_files_are_references_and_one_unless_several_are_allowed(load: Any, reasons: Any) -> None:
    two = ["files::a-1", "0197c0de-0000"]

    assert load(field("filepicker", multiple=True), {"x": two}) == {"x": two}
    assert load(field("filepicker"), {"x": "files::a-1"}) == {"x": ["files::a-1"]}
    assert reasons(field("filepicker"), {"x": two}) == {"x": ["Only one file can be given."]}
    assert reasons(field("filepicker", multiple="=many"), {"x": two}, {"many": True}) == {}
    for bad in ("../etc/passwd", {"name": "a"}, [5], "files::"):
        assert reasons(field("filepicker"), {"x": bad}) != {}


def test_check_box_is_yes_or_no(load: Any, reasons: Any) -> None:
    assert load(field("checkbox"), {"x": "on"}) == {"x": True}
    assert load(field("checkbox"), {"x": "false"}) == {"x": False}
    assert reasons(field("checkbox"), {"x": "maybe"}) == {"x": ["This must be yes or no."]}
    assert reasons(field("checkbox"), {"x": 1}) != {}
