"""Directives (지시사항): registered, assigned, accepted, planned, reported on, confirmed by their issuer."""

from uuid import UUID

from sqlalchemy import func, select

from service.commands.acts import VerbCall, VerbResult, day_of
from service.context import Context
from service.domain.directives import DirectiveAct, DirectiveState, ReportCycle, check_reason, state_after
from service.domain.errors import Invalid, NotFound
from service.persistence.ids import new_id
from service.persistence.models import Directive, DirectiveReport


def register(ctx: Context, call: VerbCall) -> VerbResult:
    """Put a directive on record in the issuer's own words.

    Raises ``Invalid`` for an issuer who is not in the directory or a cycle that is no duration.
    """
    answers = call.answers
    issuer = str(answers["issuer"])
    if not ctx.directory.has_person(issuer):
        raise Invalid("unknown issuer", {"issuer": [f"{issuer} is not in the directory"]})
    cycle = str(answers["report_cycle"]) if answers.get("report_cycle") else None
    ReportCycle.from_iso(cycle)
    directive = Directive(
        tenant_id=ctx.tenant,
        id=new_id(),
        instance_id=call.instance_id,
        kind=str(answers.get("issuer_kind") or ""),
        title=str(answers["title"]),
        original_text=str(answers["text"]),
        arranged_text=answers.get("arranged_text"),
        issuer_id=issuer,
        recorded_by=ctx.actor,
        source=str(answers.get("source") or ""),
        source_memo_id=UUID(str(answers["source_memo"])) if answers.get("source_memo") else None,
        due_on=day_of(answers.get("due")),
        report_cycle=cycle,
        disclosure=answers.get("disclosure"),
        state=DirectiveState.REGISTERED,
        progress=0,
        issued_at=ctx.now,
        updated_at=ctx.now,
    )
    ctx.session.add(directive)
    ctx.session.flush()
    return VerbResult(
        variables={
            "directive_id": str(directive.id),
            "issuer": issuer,
            "title": directive.title,
            "report_cycle": cycle,
        },
        facts={"directive": directive.id},
        title=directive.title,
        business_key=f"directive:{directive.id}",
    )


def assign(ctx: Context, call: VerbCall) -> VerbResult:
    """Give the directive to the one who will lead it."""
    directive = _directive(ctx, call)
    lead = str(call.answers["lead"])
    if not ctx.directory.has_person(lead) or not ctx.directory.person(lead).is_active:
        raise Invalid("unknown lead", {"lead": [f"{lead} is not in the directory or on leave"]})
    directive.lead_id, directive.assigned_at = lead, ctx.now
    _act(ctx, directive, DirectiveAct.ASSIGN, str(call.answers.get("note") or ""))
    return VerbResult(variables={"lead": lead}, facts={"lead": lead})


def accept(ctx: Context, call: VerbCall) -> VerbResult:
    """The lead accepts the directive, or objects that it is not theirs and says why."""
    directive = _directive(ctx, call)
    accepted = bool(call.answers.get("accepted"))
    reason = str(call.answers.get("reason") or "")
    _act(ctx, directive, DirectiveAct.ACCEPT if accepted else DirectiveAct.OBJECT, reason)
    return VerbResult(variables={"accepted": accepted}, facts={"accepted": accepted})


def plan(ctx: Context, call: VerbCall) -> VerbResult:
    """The lead says how the directive will be carried out."""
    directive = _directive(ctx, call)
    directive.plan, directive.planned_at = str(call.answers["plan"]), ctx.now
    steps = str(call.answers.get("steps") or "")
    _act(ctx, directive, DirectiveAct.PLAN, "\n".join(text for text in (directive.plan, steps) if text))
    return VerbResult(facts={"finish_on": call.answers.get("finish_on")})


def report(ctx: Context, call: VerbCall) -> VerbResult:
    """The lead reports how far it has come, and whether it is finished."""
    directive = _directive(ctx, call)
    finished = bool(call.answers.get("finished"))
    directive.progress = int(call.answers["progress"])
    lines = [str(call.answers.get(key) or "") for key in ("text", "problems", "evidence")]
    act = DirectiveAct.REPORT_DONE if finished else DirectiveAct.REPORT
    _act(ctx, directive, act, "\n".join(line for line in lines if line))
    return VerbResult(
        variables={"finished": finished}, facts={"progress": directive.progress, "finished": finished}
    )


def confirm(ctx: Context, call: VerbCall) -> VerbResult:
    """The issuer confirms that it is done, or asks for more and says what."""
    directive = _directive(ctx, call)
    confirmed = bool(call.answers.get("confirmed"))
    text = str(call.answers.get("opinion") or call.answers.get("reason") or "")
    if confirmed:
        directive.progress, directive.ended_at = 100, ctx.now
    _act(ctx, directive, DirectiveAct.CONFIRM if confirmed else DirectiveAct.ASK_SUPPLEMENT, text)
    return VerbResult(variables={"confirmed": confirmed}, facts={"confirmed": confirmed})


def _directive(ctx: Context, call: VerbCall) -> Directive:
    directive_id = UUID(str(call.variables["directive_id"]))
    found = ctx.session.scalar(
        select(Directive)
        .where(Directive.tenant_id == ctx.tenant, Directive.id == directive_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound(f"no directive {directive_id}")
    found.updated_at = ctx.now
    return found


def _act(ctx: Context, directive: Directive, act: DirectiveAct, text: str) -> None:
    """Move the directive on and put the words that went with it on record."""
    check_reason(act, text)
    directive.state = state_after(DirectiveState(directive.state), act)
    last = ctx.session.scalar(
        select(func.max(DirectiveReport.seq)).where(
            DirectiveReport.tenant_id == ctx.tenant, DirectiveReport.directive_id == directive.id
        )
    )
    ctx.session.add(
        DirectiveReport(
            tenant_id=ctx.tenant,
            directive_id=directive.id,
            seq=(last or 0) + 1,
            kind=act.value,
            text=text,
            progress=directive.progress,
            author_id=ctx.actor,
            created_at=ctx.now,
        )
    )
