"""The form: reads a definition, judges answers by it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from marshmallow import ValidationError

from service.domain.errors import Invalid, Refused
from service.domain.findings import Finding
from service.forms.components import Component, inputs
from service.forms.messages import speaker
from service.forms.reading import Reader
from service.forms.schema import SchemaBuilder
from service.forms.scope import MAX_ROWS, row_count, settle
from service.forms.view import FieldView, ShownField, Viewer, field_views

# Where marshmallow, too, puts what concerns no field in particular.
WHOLE_FORM: Final = "_schema"


class Form:
    """A definition that was read; immutable, and any number of threads may share it."""

    def __init__(self, id: str, components: tuple[Component, ...]) -> None:
        self.id = id
        self.components = components

    @property
    def keys(self) -> frozenset[str]:
        """Return the names that ``load`` may give back: the first part of each key and path."""
        return frozenset(component.location[0] for component in inputs(self.components))

    def load(
        self,
        answers: Mapping[str, Any],
        known: Mapping[str, Any] | None = None,
        *,
        now: datetime,
        language: str = "ko",
    ) -> dict[str, Any]:
        """Return the answers that count: every visible field, empty ones with form-js's empty value.

        Numbers are ``Decimal``, moments ISO text, files a list of references. Hidden, disabled and
        undeclared values are left out; read-only ones come from ``known``, expressions are computed.
        Raises ``Invalid`` whose messages follow the answers: ``{"items": {0: {"name": [reason]}}}``;
        what concerns the form as a whole is under ``_schema``.
        """
        say = speaker(language)
        if not isinstance(answers, Mapping):
            raise Invalid(say("shape"), {WHOLE_FORM: [say("shape")]})
        if row_count(self.components, answers) > MAX_ROWS:
            reason = say("row_count", limit=MAX_ROWS)
            raise Invalid(reason, {WHOLE_FORM: [reason]})
        known = known or {}
        settled = settle(self.components, answers, known, now)
        schema = SchemaBuilder(settled, known, say).schema(self.components, settled.data, settled.root)
        try:
            loaded: dict[str, Any] = schema.load(settled.data)
        except ValidationError as error:
            messages = error.messages_dict
            raise Invalid(say("summary", count=_count(messages)), messages) from error
        return loaded

    def fields(self) -> tuple[FieldView, ...]:
        """Return every component as a plain value, nested as in the form; nothing is evaluated."""
        return field_views(self.components)

    def shown(
        self,
        known: Mapping[str, Any] | None = None,
        answers: Mapping[str, Any] | None = None,
        *,
        now: datetime,
    ) -> tuple[ShownField, ...]:
        """Return what a page without JavaScript shows: visible fields with value, options and name.

        Without ``answers`` the fields hold what is known, or their default value.
        """
        return Viewer(self.components, known or {}, answers, now).fields()


def read_form(schema: Any, file: str) -> Form:
    """Raises ``Refused`` with every finding."""
    reader = Reader(file)
    components = reader.components(schema)
    if any(finding.is_error for finding in reader.findings.found):
        raise Refused(reader.findings.found)
    return Form(str(schema.get("id") or ""), components)


def check_form(schema: Any, file: str) -> list[Finding]:
    """Return what forbids the form; the element id of each finding is its JSON path."""
    reader = Reader(file)
    reader.components(schema)
    return reader.findings.found


def _count(messages: Any) -> int:
    if isinstance(messages, Mapping):
        return sum(_count(below) for below in messages.values())
    return 1
