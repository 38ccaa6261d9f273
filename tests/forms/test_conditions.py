"""What is hidden, fixed or computed, and that a client cannot bend it."""

from typing import Any

import pytest


def text(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key, **more}


def hidden(condition: str, component: dict[str, Any]) -> dict[str, Any]:
    return {**component, "conditional": {"hide": condition}}


NEEDED = {"required": True}


def test_hidden_field_is_neither_demanded_nor_taken(load: Any) -> None:
    components = [text("kind"), hidden('=kind = "a"', text("more", validate=NEEDED))]

    assert load(components, {"kind": "a", "more": "x"}) == {"kind": "a"}
    assert load(components, {"kind": "b", "more": "x"}) == {"kind": "b", "more": "x"}


@pytest.mark.parametrize(
    ("condition", "hides"),
    [
        ("=true", True),
        ("=false", False),
        ("=missing > 3", True),
        ("=missing", True),
        ("=false or missing", True),
        ('=missing = "x"', False),
        ('=missing != "x"', True),
        ('="text"', False),
        ("=0", False),
    ],
)
def test_condition_hides_when_it_is_true_or_cannot_be_told_as_in_form_js(
    load: Any, condition: str, hides: bool
) -> None:
    values = load([hidden(condition, text("a"))], {"a": "x"})

    assert values == ({} if hides else {"a": "x"})


def test_value_smuggled_into_a_hidden_field_hides_no_other(reasons: Any) -> None:
    components = [
        hidden("=locked", text("switch")),
        hidden('=switch = "off"', text("reason", validate=NEEDED)),
    ]

    assert "reason" in reasons(components, {"switch": "off"}, {"locked": True})


def test_value_smuggled_into_a_readonly_field_hides_no_other(reasons: Any) -> None:
    components = [
        text("switch", readonly="=locked"),
        hidden('=switch = "off"', text("reason", validate=NEEDED)),
    ]

    assert "reason" in reasons(components, {"switch": "off"}, {"locked": True, "switch": "on"})
    assert reasons(components, {"switch": "off"}, {"locked": False, "switch": "on"}) == {}


def test_conditions_in_a_chain_are_followed_to_the_end(load: Any) -> None:
    components = [
        hidden('=c != "1"', text("d")),
        hidden('=b != "1"', text("c")),
        hidden('=a != "1"', text("b")),
        text("a"),
    ]
    answers = {"a": "1", "b": "1", "c": "1", "d": "1"}

    assert load(components, answers) == answers
    assert load(components, {**answers, "a": "0"}) == {"a": "0"}


def test_fields_that_hide_themselves_in_a_circle_are_left_out(load: Any) -> None:
    components = [hidden('=a = "x"', text("a")), text("b")]

    assert load(components, {"a": "x", "b": "y"}) == {"b": "y"}


def test_hidden_group_hides_what_is_inside_and_its_place(load: Any) -> None:
    group = {"type": "group", "path": "g", "components": [text("a", validate=NEEDED)]}

    assert load([hidden("=off", group)], {"g": {"a": "x"}}, {"off": True}) == {}
    assert load([hidden("=off", group)], {"g": {"a": "x"}}, {"off": False}) == {"g": {"a": "x"}}


def test_hidden_list_is_left_out_whole(load: Any) -> None:
    rows = {"type": "dynamiclist", "path": "rows", "components": [text("a", validate=NEEDED)]}

    assert load([hidden("=true", rows)], {"rows": [{}]}) == {}


def test_row_sees_itself_its_parent_and_its_number_as_in_the_browser(load: Any) -> None:
    inner = {
        "type": "dynamiclist",
        "path": "parts",
        "components": [
            text("name"),
            {
                "type": "expression",
                "key": "seen",
                "expression": "=[this.name, parent.title, top, i[1], i[2]]",
            },
        ],
    }
    components = [text("top"), {"type": "dynamiclist", "path": "rows", "components": [text("title"), inner]}]

    values = load(components, {"top": "T", "rows": [{}, {"title": "R2", "parts": [{"name": "p"}]}]})

    (part,) = values["rows"][1]["parts"]
    assert part["seen"] == ["p", "R2", "T", 2, 1]


def test_each_row_hides_for_itself(load: Any, reasons: Any) -> None:
    rows = {
        "type": "dynamiclist",
        "path": "rows",
        "components": [text("kind"), hidden('=this.kind = "a"', text("more", validate=NEEDED))],
    }

    assert load([rows], {"rows": [{"kind": "a", "more": "x"}, {"kind": "b", "more": "y"}]}) == {
        "rows": [{"kind": "a"}, {"kind": "b", "more": "y"}]
    }
    assert list(reasons([rows], {"rows": [{"kind": "a"}, {"kind": "b"}]})["rows"]) == [1]


def test_disabled_field_is_left_out(load: Any) -> None:
    assert load([text("a", disabled=True), text("b")], {"a": "x", "b": "y"}, {"a": "z"}) == {"b": "y"}


def test_readonly_cell_keeps_what_is_known_of_its_row(load: Any) -> None:
    rows = {"type": "dynamiclist", "path": "rows", "components": [text("id", readonly=True), text("a")]}
    known = {"rows": [{"id": "1", "secret": "s"}]}

    values = load([rows], {"rows": [{"id": "9", "a": "x"}, {"id": "9", "a": "y"}]}, known)

    assert values == {"rows": [{"id": "1", "a": "x"}, {"id": "", "a": "y"}]}


def test_readonly_list_comes_from_what_is_known(load: Any) -> None:
    rows = {
        "type": "dynamiclist",
        "path": "rows",
        "readonly": True,
        "components": [text("a", validate=NEEDED)],
    }

    assert load([rows], {"rows": [{"a": "x"}, {"a": "y"}]}, {"rows": [{"a": "k"}]}) == {"rows": [{"a": "k"}]}


def test_list_that_may_not_grow_does_not_grow(load: Any, reasons: Any) -> None:
    rows = {"type": "dynamiclist", "path": "rows", "allowAddRemove": False, "components": [text("a")]}

    assert load([rows], {"rows": [{"a": "x"}]}) == {"rows": [{"a": "x"}]}
    assert reasons([rows], {"rows": [{}, {}]}) == {"rows": ["At most 1 rows can be given."]}
    assert reasons([rows], {"rows": [{}, {}]}, {"rows": [{}, {}]}) == {}


def test_rows_of_another_shape_are_refused_one_by_one(reasons: Any) -> None:
    rows = {"type": "dynamiclist", "path": "rows", "components": [text("a")]}

    assert reasons([rows], {"rows": [{}, "x", None]}) == {
        "rows": {1: ["This row has the wrong shape."], 2: ["This row has the wrong shape."]}
    }
    assert reasons([rows], {"rows": {"0": {}}}) == {"rows": ["This must be a list."]}


def test_computed_fields_may_build_on_each_other(load: Any) -> None:
    components = [
        {"type": "expression", "key": "c", "expression": "=b + 1"},
        {"type": "expression", "key": "b", "expression": "=a + 1"},
        {"type": "number", "key": "a"},
    ]

    assert load(components, {"a": 1, "b": 50}) == {"a": 1, "b": 2, "c": 3}


def test_today_is_the_day_of_the_office(load: Any) -> None:
    components = [{"type": "expression", "key": "day", "expression": "=string(today())"}]

    assert load(components, {}) == {"day": "2026-03-02"}


def test_rows_of_all_lists_together_are_limited(load: Any, reasons: Any) -> None:
    inner = {"type": "dynamiclist", "path": "parts", "components": [text("b")]}
    rows = {"type": "dynamiclist", "path": "rows", "components": [inner]}

    assert len(load([rows], {"rows": [{}] * 500})["rows"]) == 500
    for many in ([{}] * 501, [{"parts": [{}] * 50}] * 10):
        assert reasons([rows], {"rows": many}) == {"_schema": ["At most 500 rows can be given."]}
