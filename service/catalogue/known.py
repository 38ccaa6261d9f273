"""What a form begins with: process variables, the lists to choose from, the text of the document.

Page and server judge answers against the same data, so that an option the page offers is one the
server accepts.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from service.context import Context
from service.persistence.models import Document, DocumentVersion, UnitTask

# Answers of an earlier task, still among the variables; they must not fill in the next person's form.
TRANSIENT: Final = frozenset(
    {"outcome", "action", "opinion", "accepted", "finished", "confirmed", "progress", "text"}
)
METADATA: Final = ("work_type", "grade", "amount", "unit_task", "retention", "disclosure")


def known_answers(ctx: Context, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data under which a form is shown and judged."""
    known = {key: value for key, value in variables.items() if key not in TRANSIENT}
    known |= _choices(ctx)
    if document_id := variables.get("document_id"):
        known |= _document_answers(ctx, UUID(str(document_id)))
    return known


def _choices(ctx: Context) -> Mapping[str, Any]:
    """Return people, units and unit tasks as options; made once for each revision of the directory."""
    key = ("choices", ctx.tenant, ctx.directory_revision)
    choices: Mapping[str, Any] = ctx.office.directories.get(key, lambda: _make_choices(ctx))
    return choices


def _make_choices(ctx: Context) -> Mapping[str, Any]:
    directory = ctx.directory
    tasks = ctx.session.execute(
        select(UnitTask.code, UnitTask.name).where(UnitTask.tenant_id == ctx.tenant).order_by(UnitTask.code)
    )
    return {
        "people": [_option(directory.display(p.id), p.id) for p in directory.people if p.is_active],
        "units": [_option(unit.name, unit.code) for unit in directory.units],
        "unit_tasks": [_option(f"{row.name} ({row.code})", row.code) for row in tasks],
    }


def _option(label: str, value: str) -> dict[str, str]:
    return {"label": label, "value": value}


def _document_answers(ctx: Context, document_id: UUID) -> dict[str, Any]:
    """Return the working copy, else the newest version, with the metadata of the card."""
    document = ctx.session.get_one(Document, (ctx.tenant, document_id))
    content: dict[str, Any] = {}
    if document.version:
        row = ctx.session.get_one(DocumentVersion, (ctx.tenant, document_id, document.version))
        content = dict(row.content)
    metadata = {key: getattr(document, key) for key in METADATA}
    clauses = document.disclosure_clause.split(",") if document.disclosure_clause else []
    edits = {"edited_title": content.get("title"), "edited_body": content.get("body")}
    return {
        **{key: value for key, value in metadata.items() if value is not None},
        "disclosure_clause": clauses,
        **content,
        **edits,
        **(document.working_copy or {}),
    }
