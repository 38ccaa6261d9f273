"""What happened to a case, one sentence a line."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _

from service.domain.directory import Directory
from service.queries.diagrams import Outline
from service.queries.instances import HistoryLine, InstanceView
from service.web.pages.naming import holders, named

# Elements whose passing says nothing that another line does not say better.
_SILENT: Final = frozenset({"startEvent", "userTask", "parallelGateway"})
_BY_PEOPLE: Final = "task."
_RETURNED: Final = frozenset({"element.cancelled", "instance.cancelled", "job.refused"})

Entry = dict[str, Any]


@dataclass(frozen=True)
class Teller:
    """Tells the history of one case; ``outline`` has the names of ways."""

    view: InstanceView
    outline: Outline
    directory: Directory

    def tell(self, lines: Sequence[HistoryLine]) -> list[Entry]:
        """Return the entries for a timeline, oldest first."""
        return [self._entry(line, act) for line in lines if (act := self._act(line))]

    def _entry(self, line: HistoryLine, act: str) -> Entry:
        who = named(self.directory, line.actor)
        return {
            "kind": _kind_of(line),
            "who": who.name,
            "role": who.role,
            "act": act,
            "at": line.at,
            "text": self._text(line),
        }

    def _act(self, line: HistoryLine) -> str | None:
        """Return the sentence for a line, None for one that is left out."""
        if line.kind == "element.passed":
            return self._passed(line)
        say = _SENTENCES.get(line.kind)
        if say is None:
            return line.kind
        return say(self._name(line.element_id), line.payload)

    def _passed(self, line: HistoryLine) -> str | None:
        tag, name = line.payload.get("tag"), self._name(line.element_id)
        if tag in _SILENT or name == line.element_id:
            return None
        if tag == "businessRuleTask":
            return str(_("decided “%(name)s” by table", name=name))
        if str(tag).endswith("Gateway"):
            return str(_("chose at “%(name)s”", name=name))
        if tag == "endEvent":
            return str(_("came to the end “%(name)s”", name=name))
        return str(_("did “%(name)s”", name=name))

    def _text(self, line: HistoryLine) -> str | None:
        facts = line.payload.get("facts") or {}
        if line.kind == "element.passed":
            return "\n".join([*_rules(facts), *self._ways(facts)]) or None
        if line.kind == "task.opened":
            return self._holders(line.payload)
        if line.kind == "task.completed" and line.payload.get("on_behalf_of"):
            return str(_("on behalf of %(name)s", name=named(self.directory, line.payload["on_behalf_of"])))
        if line.kind == "task.assigned":
            return str(_("to %(name)s", name=named(self.directory, str(line.payload.get("to")))))
        return str(line.payload.get("reason") or line.payload.get("message") or "") or None

    def _holders(self, payload: Mapping[str, Any]) -> str | None:
        words = holders(
            self.directory,
            payload.get("assignee"),
            payload.get("candidate_users") or (),
            payload.get("candidate_groups") or (),
        )
        return words or None

    def _ways(self, facts: Mapping[str, Any]) -> Iterator[str]:
        yield from filter(None, (self.outline.flow_name(flow) for flow in facts.get("flows") or ()))

    def _name(self, element_id: str | None) -> str:
        if element_id is None:
            return ""
        _tag, name = self.view.definition.elements.get(element_id, ("", ""))
        return name or element_id


def _rules(facts: Mapping[str, Any]) -> Iterator[str]:
    for matched in facts.get("matched") or ():
        yield _("Rule %(rule)s", rule=matched.get("rule") or matched.get("index"))


def _kind_of(line: HistoryLine) -> str:
    if line.kind in _RETURNED:
        return "returned"
    if line.kind == "task.opened":
        return "auto"
    return "done" if line.kind.startswith((_BY_PEOPLE, "instance.")) else "auto"


Sentence = Callable[[str, Mapping[str, Any]], str]

_SENTENCES: Final[Mapping[str, Sentence]] = {
    "instance.started": lambda _name, _payload: _("started the case"),
    "instance.ended": lambda _name, _payload: _("the case has ended"),
    "instance.cancelled": lambda _name, _payload: _("cancelled the case"),
    "variables.set": lambda _name, _payload: _("changed the data of the case"),
    "task.opened": lambda name, _payload: _("gave out “%(name)s”", name=name),
    "task.completed": lambda name, _payload: _("finished “%(name)s”", name=name),
    "task.claimed": lambda name, _payload: _("took “%(name)s”", name=name),
    "task.released": lambda name, _payload: _("gave “%(name)s” back", name=name),
    "task.assigned": lambda name, _payload: _("handed “%(name)s” on", name=name),
    "task.held": lambda name, _payload: _("put “%(name)s” on hold", name=name),
    "task.resumed": lambda name, _payload: _("took “%(name)s” off hold", name=name),
    "element.cancelled": lambda name, _payload: _("cancelled “%(name)s”", name=name),
    "event.thrown": lambda name, _payload: _("threw the event “%(name)s”", name=name),
    "timer.fired": lambda name, _payload: _("the moment of “%(name)s” came", name=name),
    "job.done": lambda name, _payload: _("a neighbour did “%(name)s”", name=name),
    "job.refused": lambda name, _payload: _("a neighbour refused “%(name)s”", name=name),
    "signal.received": lambda _name, payload: _("the signal %(name)s arrived", name=payload.get("name")),
    "message.received": lambda name, _payload: _("a message for “%(name)s” arrived", name=name),
}
