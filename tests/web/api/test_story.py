"""The whole internal approval through REST alone: draft, preview, two reviews, an edit, a decision, a number."""

from connectors import Registry
from connectors.records import RecordsConnector
from connectors.simulator.server import Simulator
from connectors.simulator.store import Store
from service.jobs.worker import Worker
from tests.support.practice import DRAFT


def open_task(person, business_key: str, element_id: str) -> str:
    """Return the id of the one task of this kind in a person's inbox."""
    [task] = [
        task
        for task in person.get("/tasks", business_key=business_key)["items"]
        if task["element_id"] == element_id
    ]
    return task["id"]


def test_a_document_goes_from_draft_to_archive(acting, office):
    drafter, lead, head, bureau = (acting(person) for person in ("P057", "P055", "P054", "P053"))

    begun = drafter.post("/definitions/internal_approval/start", {}, status=201)
    key = drafter.get(f"/instances/{begun['id']}")["business_key"]
    document_id = key.removeprefix("document:")
    preview = drafter.post("/documents/preview", {"work_type": DRAFT["work_type"], "grade": DRAFT["grade"]})
    assert [step["person_id"] for step in preview["steps"]] == ["P057", "P055", "P054", "P053"]
    assert all(step["reason"]["ko"] and step["reason"]["en"] for step in preview["steps"])
    drafter.post(f"/tasks/{open_task(drafter, key, 'draft')}/complete", {"answers": dict(DRAFT)})
    edit = {"outcome": "approve", "edited_body": "1. 추진 배경\n2. 고친 내용  끝.", "opinion": "표현을 고침"}
    lead.post(f"/tasks/{open_task(lead, key, 'review')}/complete", {"answers": edit})
    opinion = {"outcome": "approve", "opinion": "예산을 확인했음"}
    head.post(f"/tasks/{open_task(head, key, 'review')}/complete", {"answers": opinion})
    bureau.post(f"/tasks/{open_task(bureau, key, 'decide')}/complete", {"answers": {"outcome": "approve"}})
    with Simulator(Store(":memory:")) as records:
        Worker(office, Registry(RecordsConnector(records.url))).work_off()
        [received] = records.store.received()

    card = drafter.get(f"/documents/{document_id}")
    assert (card["state"], card["number"]) == ("결재완료", "안전정책총괄과-1181")
    assert [version["author_id"] for version in card["versions"]] == ["P057", "P055"]
    assert [opinion["text"] for opinion in card["opinions"]] == ["표현을 고침", "예산을 확인했음"]
    assert [step["acted_by"] for step in card["steps"]] == ["P057", "P055", "P054", "P053"]
    assert received.payload["number"] == card["number"]
    instance = drafter.get(f"/instances/{begun['id']}")
    assert instance["status"] == "ended"
    assert drafter.get(f"/instances/{begun['id']}/verify")["intact"] is True
    history = drafter.get(f"/instances/{begun['id']}/history")
    assert history["items"][-1]["kind"] == "instance.ended"
