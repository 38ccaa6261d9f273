"""What is wrong with a definition, and where."""

from typing import Any

import pytest

from service.domain.errors import Refused
from service.forms import check_form, read_form


def form(*components: Any, **more: Any) -> dict[str, Any]:
    return {"type": "default", "schemaVersion": 19, "components": list(components), **more}


def text(key: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key, **more}


@pytest.mark.parametrize(
    ("schema", "rule", "path"),
    [
        ([], "FORM-SHAPE", "$"),
        ({}, "FORM-SHAPE", "$.components"),
        (form(schemaVersion=20), "FORM-VERSION", "$.schemaVersion"),
        (form("x"), "FORM-SHAPE", "$.components[0]"),
        (form({"type": "rocket", "key": "a"}), "FORM-TYPE", "$.components[0].type"),
        (form({"key": "a"}), "FORM-TYPE", "$.components[0].type"),
        (form({"type": "number"}), "FORM-KEY", "$.components[0].key"),
        (form(text("a b")), "FORM-KEY", "$.components[0].key"),
        (form(text("a..b")), "FORM-KEY", "$.components[0].key"),
        (form(text("__proto__.x")), "FORM-KEY", "$.components[0].key"),
        (form({"type": "dynamiclist", "components": []}), "FORM-KEY", "$.components[0].path"),
        (form(text(), text()), "FORM-DUPLICATE", "$.components[1].key"),
        (form(text("a"), text("a.b")), "FORM-DUPLICATE", "$.components[1].key"),
        (
            form({"type": "group", "path": "g", "components": [text("a")]}, text("g.a")),
            "FORM-DUPLICATE", "$.components[1].key",
        ),
        (
            form({"type": "dynamiclist", "path": "l", "components": [text(), text()]}),
            "FORM-DUPLICATE", "$.components[0].components[1].key",
        ),
        (form(text(conditional={"hide": "=1 +"})), "FORM-FEEL", "$.components[0].conditional.hide"),
        (form(text(conditional={"hide": "x"})), "FORM-FEEL", "$.components[0].conditional.hide"),
        (form(text(readonly="=(")), "FORM-FEEL", "$.components[0].readonly"),
        (form(text(label="=(")), "FORM-FEEL", "$.components[0].label"),
        (form({"type": "text", "text": "=("}), "FORM-FEEL", "$.components[0].text"),
        (form({"type": "expression", "key": "e"}), "FORM-FEEL", "$.components[0].expression"),
        (form(text(validate={"maxLength": "=("})), "FORM-FEEL", "$.components[0].validate.maxLength"),
        (form(text(validate={"maxLength": "ten"})), "FORM-BOUND", "$.components[0].validate.maxLength"),
        (form(text(validate={"pattern": "("})), "FORM-PATTERN", "$.components[0].validate.pattern"),
        (form(text(validate={"pattern": 5})), "FORM-PATTERN", "$.components[0].validate.pattern"),
        (form(text(validate={"required": "=x"})), "FORM-SHAPE", "$.components[0].validate.required"),
        (form(text(validate={"validationType": "iban"})), "FORM-SHAPE", "$.components[0].validate.validationType"),
        (form(text(validate=[1])), "FORM-SHAPE", "$.components[0].validate"),
        (form({"type": "number", "key": "n", "increment": 0}), "FORM-BOUND", "$.components[0].increment"),
        (form({"type": "number", "key": "n", "decimalDigits": -1}), "FORM-BOUND", "$.components[0].decimalDigits"),
        (form({"type": "datetime", "key": "d", "subtype": "week"}), "FORM-SHAPE", "$.components[0].subtype"),
        (form({"type": "select", "key": "s"}), "FORM-OPTIONS", "$.components[0]"),
        (form({"type": "select", "key": "s", "valuesExpression": "=("}), "FORM-FEEL", "$.components[0].valuesExpression"),
    ],
)  # fmt: skip
def test_fault_is_found_at_its_place(schema: Any, rule: str, path: str) -> None:
    (finding,) = check_form(schema, "p/f.form")

    assert (finding.rule, finding.element_id, finding.file) == (rule, path, "p/f.form")
    with pytest.raises(Refused):
        read_form(schema, "p/f.form")


def test_same_key_in_a_row_and_outside_is_no_duplicate() -> None:
    schema = form(text(), {"type": "dynamiclist", "path": "l", "components": [text()]})

    assert check_form(schema, "f") == []


def test_all_faults_are_told_at_once() -> None:
    schema = form(text("a b"), {"type": "rocket"}, text(validate={"pattern": "("}))

    assert len(check_form(schema, "f")) == 3


def test_form_nested_without_end_is_refused() -> None:
    inner: dict[str, Any] = text()
    for _ in range(50):
        inner = {"type": "group", "components": [inner]}

    assert [finding.rule for finding in check_form(form(inner), "f")] == ["FORM-DEPTH"]


def test_form_of_thousands_of_components_is_refused() -> None:
    schema = form(*({"type": "spacer"} for _ in range(3_000)))

    assert len(check_form(schema, "f")) == 1
