"""What a diagram shows beside its shapes: what was done, which ways were taken, where tokens wait."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from service.context import Context
from service.domain.xml import local_name, read_xml
from service.queries import definitions
from service.queries.instances import HistoryLine, InstanceView

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"})


@dataclass(frozen=True)
class Flow:
    id: str
    source: str
    target: str
    name: str


@dataclass(frozen=True)
class Outline:
    """What the model says in words; ``documentation`` has the texts of its elements by id."""

    description: str
    documentation: Mapping[str, str]
    flows: tuple[Flow, ...]

    def ways_from(self, element_id: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.source == element_id]

    def next_of(self, flow: Flow, named: Collection[str]) -> str:
        """Return where a flow leads, past joins that have no name of their own."""
        target = flow.target
        for _ in self.flows:
            onward = self.ways_from(target)
            if target in named or len(onward) != 1:
                break
            target = onward[0].target
        return target

    def in_order(self, elements: Iterable[str]) -> list[str]:
        """Return the elements as a case meets them, going on from those that nothing leads to."""
        wanted, led_to = list(elements), {flow.target for flow in self.flows}
        found: dict[str, None] = {}
        waiting = [element for element in wanted if element not in led_to]
        while waiting:
            element = waiting.pop(0)
            if element not in found:
                found[element] = None
                waiting += [flow.target for flow in self.ways_from(element)]
        known = set(wanted)
        return list(dict.fromkeys(element for element in (*found, *wanted) if element in known))

    def flow_name(self, flow_id: str) -> str:
        return next((flow.name for flow in self.flows if flow.id == flow_id), "")


@dataclass(frozen=True)
class Marks:
    """``active`` counts the tokens that wait at an element."""

    done: Sequence[str]
    taken: Sequence[str]
    active: Mapping[str, int]


def outline(ctx: Context, definition_id: UUID) -> Outline:
    """Return the words of a model; raise ``NotFound``."""

    def read() -> Outline:
        row = definitions.definition(ctx, definition_id)
        return _read(row.xml, row.file, row.key)

    found: Outline = ctx.office.definitions.get(("outline", ctx.tenant, definition_id), read)
    return found


def marks(view: InstanceView, history: Sequence[HistoryLine], of: Outline) -> Marks:
    """Return what to mark in the diagram of a case."""
    active = Counter(wait.element_id for wait in view.waits)
    passed: dict[str, str] = {}
    chosen: set[str] = set()
    for line in history:
        if line.kind == "element.passed" and line.element_id:
            passed[line.element_id] = str(line.payload.get("tag"))
            chosen |= set((line.payload.get("facts") or {}).get("flows") or ())
    taken = [flow.id for source, tag in passed.items() for flow in _ways(of, source, tag, chosen)]
    return Marks([element for element in passed if element not in active], taken, dict(active))


def _ways(of: Outline, source: str, tag: str, chosen: Collection[str]) -> list[Flow]:
    """Return the flows that tokens took from an element; a branch has noted which it chose."""
    outgoing = of.ways_from(source)
    if len(outgoing) > 1 and tag in _CHOOSING:
        return [flow for flow in outgoing if flow.id in chosen]
    return outgoing


def _read(xml: bytes, file: str, key: str) -> Outline:
    root = read_xml(xml, file)
    process = next(
        (element for element in root.iter() if local_name(element) == "process" and element.get("id") == key),
        root,
    )
    texts: dict[str, str] = {}
    flows: list[Flow] = []
    for element in process.iter():
        kind, parent = local_name(element), element.getparent()
        if kind == "documentation" and parent is not None and parent.get("id"):
            texts[str(parent.get("id"))] = " ".join((element.text or "").split())
        elif kind == "sequenceFlow":
            values = (str(element.get(name) or "") for name in ("id", "sourceRef", "targetRef", "name"))
            flows.append(Flow(*values))
    return Outline(texts.get(key, ""), texts, tuple(flows))
