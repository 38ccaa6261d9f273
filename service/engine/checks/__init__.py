"""The deployment gate: what a diagram must satisfy so that it runs as it is drawn.

Each rule is a function from diagram to findings. An error refuses the deployment: the construct would be
dropped or run with another meaning. A warning is for the author's eyes.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Final

from service.domain.findings import Finding
from service.engine.checks import calls, compensation, elements, events, extensions, flows, texts, work
from service.engine.model import Diagram

RULES: Final[tuple[Callable[[Diagram], Iterator[Finding]], ...]] = (
    *elements.RULES,
    *events.RULES,
    *work.RULES,
    *calls.RULES,
    *compensation.RULES,
    *extensions.RULES,
    *flows.RULES,
    *texts.RULES,
)


def check_diagram(diagram: Diagram, topics: Collection[str] | None = None) -> list[Finding]:
    """Return all findings in the order of the file's lines."""
    found = [finding for rule in RULES for finding in rule(diagram)]
    if topics is not None:
        found.extend(work.unknown_topics(diagram, topics))
    return sorted(found, key=lambda finding: (finding.line or 0, finding.rule, finding.element_id or ""))
