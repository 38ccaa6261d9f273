"""What the diagram of a case is marked with, and its model in words."""

import pytest

from service.queries import diagrams, instances
from service.queries.diagrams import Flow, Marks, Outline
from tests.support.practice import Practice


@pytest.fixture
def practice() -> Practice:
    return Practice()


def marks_of(practice: Practice, document_id: object) -> Marks:
    with practice.acting() as ctx:
        row = practice.document(document_id)
        view = instances.instance(ctx, row.instance_id)
        of = diagrams.outline(ctx, view.definition.id)
        return diagrams.marks(view, instances.history(ctx, row.instance_id), of)


def test_a_branch_is_marked_only_where_it_was_taken(practice):
    found = marks_of(practice, practice.draft("P057"))

    assert "submitted_to_find_rule" in found.taken
    assert "submitted_to_discarded" not in found.taken
    assert found.active == {"review": 1}


def test_the_way_behind_a_step_is_marked_as_well(practice):
    found = marks_of(practice, practice.draft("P057"))

    with practice.acting() as ctx:
        flows = diagrams.outline(
            ctx, instances.find_instances(ctx, key="internal_approval")[0].definition_id
        ).flows
    behind_draft = {flow.id for flow in flows if flow.source == "draft"}
    assert behind_draft <= set(found.taken)


def test_what_is_open_is_not_done(practice):
    found = marks_of(practice, practice.begin("P057"))

    assert "draft" not in found.done
    assert "document_begun" in found.done


def test_elements_are_told_as_a_case_meets_them():
    flows = (
        Flow("1", "start", "join", ""),
        Flow("2", "join", "work", ""),
        Flow("3", "work", "join", "again"),
    )
    outline = Outline("", {}, flows)

    assert outline.in_order(["join", "start", "unreached", "work"]) == ["start", "unreached", "join", "work"]
    assert outline.next_of(flows[2], {"work"}) == "work"


def test_joins_that_lead_to_each_other_end_nowhere():
    flows = (Flow("1", "a", "b", ""), Flow("2", "b", "a", ""))

    assert Outline("", {}, flows).next_of(flows[0], set()) in {"a", "b"}
