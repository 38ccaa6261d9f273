"""The marshmallow field of a dynamic list."""

from collections.abc import Sequence
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from service.forms.messages import Say


class RowsField(fields.Field[list[Any]]):
    """A dynamic list; each row has a schema of its own, because each may hide other fields."""

    def __init__(self, schemas: Sequence[Schema | None], most: int, say: Say) -> None:
        super().__init__(allow_none=True)
        self.schemas = schemas
        self.most = most
        self.say = say

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError([self.say("list")])
        if len(value) > self.most:
            raise ValidationError([self.say("row_count", limit=self.most)])
        rows: list[Any] = []
        trouble: dict[int, Any] = {}
        for index, (schema, row) in enumerate(zip(self.schemas, value, strict=True)):
            try:
                rows.append(self._row(schema, row))
            except ValidationError as error:
                trouble[index] = error.messages
        if trouble:
            raise ValidationError(dict(trouble))
        return rows

    def _row(self, schema: Schema | None, row: Any) -> Any:
        if schema is None:
            raise ValidationError([self.say("row")])
        return schema.load(row, unknown=EXCLUDE)
