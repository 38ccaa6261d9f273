"""Review, cooperation, decision: what each participant does with a document and says about it."""

from typing import Any
from uuid import UUID

from service.commands import report_path
from service.commands.acts import VerbCall, VerbResult
from service.commands.versions import add_version, current_content
from service.context import Context
from service.domain.documents import DocumentState, moved
from service.domain.errors import Invalid
from service.persistence.ids import new_id
from service.persistence.models import Document, Opinion


def review(ctx: Context, call: VerbCall) -> VerbResult:
    """A reviewer approves (with an opinion, with edits) or returns the document to its drafter."""
    return _act(ctx, call, _first_step(call), may_edit=True)


def decide(ctx: Context, call: VerbCall) -> VerbResult:
    """The decider approves (with an opinion, with edits) or returns the document to its drafter."""
    return _act(ctx, call, _first_step(call), may_edit=True)


def cooperate(ctx: Context, call: VerbCall) -> VerbResult:
    """A cooperating unit agrees or refuses; it gives opinions only, it may not edit (art. 9 (4))."""
    return _act(ctx, call, str(call.variables["step"]["id"]), may_edit=False)


def acknowledge(ctx: Context, call: VerbCall) -> VerbResult:
    """The absent decider has seen what was decided for them; that is no second approval (art. 10 (3))."""
    document = report_path.document(ctx, call.variables["document_id"])
    text = str(call.answers.get("opinion") or "")
    opinion = add(ctx, document, None, "acknowledge", text, call.on_behalf_of)
    return VerbResult(facts={"opinion": opinion})


def add(
    ctx: Context, document: Document, step_id: UUID | None, kind: str, text: str, on_behalf_of: str | None
) -> UUID | None:
    """Put an opinion on record; an act without words leaves none, but an acknowledgement is one by itself."""
    if not text.strip() and kind != "acknowledge":
        return None
    opinion = Opinion(
        tenant_id=ctx.tenant,
        id=new_id(),
        document_id=document.id,
        version=document.version,
        step_id=step_id,
        kind=kind,
        text=text.strip(),
        author_id=ctx.actor,
        on_behalf_of=on_behalf_of,
        capacity="substitute" if on_behalf_of else "self",
        created_at=ctx.now,
    )
    ctx.session.add(opinion)
    return opinion.id


def reason_needed(field: str) -> Invalid:
    """Return the error of an act that needs words and has none, at its field."""
    return Invalid("a reason is needed", {field: ["is required"]})


def _act(ctx: Context, call: VerbCall, step_key: str, *, may_edit: bool) -> VerbResult:
    document = report_path.document(ctx, call.variables["document_id"])
    outcome, text = str(call.answers["outcome"]), str(call.answers.get("opinion") or "")
    if outcome in ("return", "refuse") and not text.strip():
        raise reason_needed("opinion")
    read = document.version
    if may_edit and outcome == "approve":
        _edit(ctx, document, call)
    step = report_path.end_step(ctx, document, step_key, outcome, read)
    opinion = add(ctx, document, step.id, outcome, text, call.on_behalf_of)
    if outcome == "return":
        report_path.end_round(ctx, document)
        document.state = moved(DocumentState(document.state), DocumentState.RETURNED)
    document.updated_at = ctx.now
    facts: dict[str, Any] = {"outcome": outcome, "step": step_key, "version_read": read}
    if document.version != read:
        facts["version_out"] = document.version
    return VerbResult(
        variables={"outcome": outcome}, facts={**facts, "opinion": opinion}, title=document.title
    )


def _edit(ctx: Context, document: Document, call: VerbCall) -> None:
    """Add a version if the reviewer changed the text; what they read stays as it was (art. 9 (3))."""
    content = current_content(ctx, document)
    edits = {"title": call.answers.get("edited_title"), "body": call.answers.get("edited_body")}
    changed = {key: text for key, text in edits.items() if text and text != content.get(key)}
    if changed:
        add_version(ctx, document, {**content, **changed}, "edit")


def _first_step(call: VerbCall) -> str:
    return str(call.variables["stage"]["steps"][0]["id"])
