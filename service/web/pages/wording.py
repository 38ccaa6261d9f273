"""The office's own words on pages; tables keep the Korean word, pages say it in the reader's language."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

from service.domain.directive_signals import Light
from service.domain.directives import DirectiveAct, DirectiveState, IssuerKind, ReportCycle
from service.domain.memos import MemoKind
from service.persistence.models import InstanceStatus

MEMO_KINDS: Final = {
    MemoKind.REPORT: _("Simple report"),
    MemoKind.OPINION_REQUEST: _("Asks for an opinion"),
    MemoKind.DIRECTIVE_REQUEST: _("Asks for a directive"),
    MemoKind.INSTRUCTION: _("Instruction"),
    MemoKind.URGENT: _("Urgent report"),
    MemoKind.CIRCULAR: _("Circular"),
    MemoKind.PRIVATE: _("Private report"),
}
MEMO_ACTIONS: Final = {
    "read": _("Read"),
    "opinion": _("Opinion"),
    "directive": _("Directive"),
    "forward": _("Passed on"),
    "document": _("Asked for a document"),
}
ISSUER_KINDS: Final = {
    IssuerKind.PRESIDENT: _("President"),
    IssuerKind.PRIME_MINISTER: _("Prime Minister"),
    IssuerKind.CABINET: _("Cabinet"),
    IssuerKind.MINISTER: _("Minister"),
    IssuerKind.VICE_MINISTER: _("Vice minister"),
    IssuerKind.DEPUTY_MINISTER: _("Deputy minister"),
    IssuerKind.DIRECTOR_GENERAL: _("Director-general"),
}
DIRECTIVE_STATES: Final = {
    DirectiveState.REGISTERED: _("Registered"),
    DirectiveState.AWAITING_ASSIGNMENT: _("Waits for its lead"),
    DirectiveState.ASSIGNED: _("Waits for acceptance"),
    DirectiveState.DISPUTED: _("Lead objects"),
    DirectiveState.PLANNING: _("Being planned"),
    DirectiveState.IN_PROGRESS: _("Being carried out"),
    DirectiveState.AWAITING_CONFIRMATION: _("Waits for confirmation"),
    DirectiveState.TO_SUPPLEMENT: _("To be supplemented"),
    DirectiveState.DONE: _("Finished"),
    DirectiveState.STANDING: _("Standing duty"),
    DirectiveState.CANCELLED: _("Cancelled"),
}
DIRECTIVE_ACTS: Final = {
    DirectiveAct.SUBMIT: _("registered it"),
    DirectiveAct.ASSIGN: _("assigned the lead"),
    DirectiveAct.ACCEPT: _("accepted it"),
    DirectiveAct.OBJECT: _("objected to leading it"),
    DirectiveAct.PLAN: _("planned how to do it"),
    DirectiveAct.REPORT: _("reported progress"),
    DirectiveAct.REPORT_DONE: _("reported it finished"),
    DirectiveAct.CONFIRM: _("confirmed that it is done"),
    DirectiveAct.ASK_SUPPLEMENT: _("asked for more"),
    DirectiveAct.MAKE_STANDING: _("made it a standing duty"),
    DirectiveAct.REQUEST_EXTENSION: _("asked for more time"),
    DirectiveAct.APPROVE_EXTENSION: _("granted more time"),
    DirectiveAct.CANCEL: _("cancelled it"),
}
REPORT_CYCLES: Final = {
    ReportCycle.NONE: _("when asked"),
    ReportCycle.WEEK: _("every week"),
    ReportCycle.MONTH: _("every month"),
    ReportCycle.QUARTER: _("every quarter"),
}
LIGHTS: Final = {
    Light.GREEN: ("green", _("Green")),
    Light.YELLOW: ("yellow", _("Yellow")),
    Light.RED: ("red", _("Red")),
    Light.NONE: ("none", _("No light")),
}
STATUSES: Final = {
    InstanceStatus.ACTIVE: ("open", _("In progress")),
    InstanceStatus.ENDED: ("done", _("Ended")),
    InstanceStatus.CANCELLED: ("returned", _("Cancelled")),
}
ELEMENTS: Final = {
    "startEvent": _("Start"),
    "endEvent": _("End"),
    "userTask": _("Work for a person"),
    "manualTask": _("Work for a person"),
    "serviceTask": _("Done by the service"),
    "sendTask": _("Message sent"),
    "receiveTask": _("Waits for a message"),
    "scriptTask": _("Calculation"),
    "businessRuleTask": _("Decision table"),
    "exclusiveGateway": _("One way is chosen"),
    "inclusiveGateway": _("Some ways are chosen"),
    "parallelGateway": _("All ways at once"),
    "eventBasedGateway": _("The first event decides"),
    "intermediateCatchEvent": _("Waits for an event"),
    "intermediateThrowEvent": _("Event thrown"),
    "boundaryEvent": _("Event beside a step"),
    "subProcess": _("Part process"),
    "callActivity": _("Other process"),
    "task": _("Step"),
}


def say(words: Mapping[Any, object], key: str) -> str:
    """Return the word for ``key`` in the language of this request; ``key`` itself if there is none."""
    return str(words.get(key, key))
