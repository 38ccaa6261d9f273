"""P026 하도경 designs processes; P055 빈서윤 does not."""

import pytest

from service.commands import incidents
from service.context import SYSTEM
from tests.engine import bpmn
from tests.web.api.conftest import ERRAND, ONE_DATABASE

CHANGED = ERRAND.replace(b'name="look"', b'name="look closely"')
BROKEN = bpmn.doc(bpmn.start() + bpmn.service("call", "nobody.answers") + bpmn.end(), "s>call; call>e")


def test_a_designer_deploys_a_new_version_and_old_ones_stay(acting):
    designer = acting("P026")

    deployed = designer.upload("/deployments", {"errand.bpmn": CHANGED}, name="errand 2")

    assert deployed["processes"] == {"errand": 2}
    versions = designer.get("/definitions/errand/versions")["items"]
    assert [version["version"] for version in versions] == [2, 1]
    assert designer.get(f"/definitions/{versions[0]['id']}/xml") == CHANGED
    assert designer.get("/deployments")["items"][0]["name"] == "errand 2"


@ONE_DATABASE
def test_what_is_there_already_is_not_deployed_again(acting):
    deployed = acting("P026").upload("/deployments", {"errand.bpmn": ERRAND}, name="again")

    assert (deployed["id"], deployed["unchanged"]) == (None, ["errand"])


def test_a_model_that_breaks_a_rule_is_refused_with_file_and_element(acting):
    designer = acting("P026")

    refused = designer.upload("/deployments", {"broken.bpmn": BROKEN}, 422, name="broken")
    checked = designer.upload("/deployments/check", {"broken.bpmn": BROKEN}, 200)

    [finding] = [each for each in refused["findings"] if each["element_id"] == "call"]
    assert finding["file"] == "broken.bpmn"
    assert finding in checked["findings"]
    assert "p" not in {line["key"] for line in designer.get("/definitions")["items"]}


@ONE_DATABASE
def test_an_external_topic_is_allowed_by_name(acting):
    findings = acting("P026").upload(
        "/deployments/check", {"broken.bpmn": BROKEN}, 200, topics=["nobody.answers"]
    )["findings"]

    assert [each for each in findings if each["severity"] == "error"] == []


@ONE_DATABASE
@pytest.mark.parametrize("person", ["P055", "P027"])
def test_others_deploy_nothing(acting, person):
    for path in ("/deployments", "/deployments/check"):
        form = {"name": "mine"} if path == "/deployments" else {}
        acting(person).upload(path, {"errand.bpmn": CHANGED}, 403, **form)
    acting(person).get("/deployments", 403)


@ONE_DATABASE
@pytest.mark.parametrize("name", ["../errand.bpmn", "/etc/errand.bpmn"])
def test_a_file_name_leads_nowhere_else(acting, name):
    refused = acting("P026").upload("/deployments", {name: CHANGED}, 422, name="elsewhere")

    assert set(refused["errors"]) == {"files"}


@ONE_DATABASE
def test_a_deployment_needs_a_name_and_files_in_a_form(acting):
    designer = acting("P026")

    without = designer.ask(
        "POST", "/deployments", 422, data={"files": "text", "other": "1"}, content_type="multipart/form-data"
    )

    assert set(without["errors"]) == {"name", "files", "other"}
    designer.post("/deployments", {"name": "x"}, 415)


@ONE_DATABASE
def test_a_definition_shows_its_start_form(acting):
    reader = acting("P055")
    by_key = {line["key"]: line for line in reader.get("/definitions")["items"]}

    memo = reader.get(f"/definitions/{by_key['memo_report']['id']}")

    assert set(by_key) == {"errand", "memo_report", "internal_approval", "directive_follow_up"}
    assert memo["start_form"]["key"] == "memo_report/write"
    assert memo["start_form"]["schema"]["components"]
    assert {"people", "units", "unit_tasks"} <= set(memo["known"])
    assert [start["kind"] for start in memo["starts"]] == ["none"]
    reader.get("/definitions/nothing/versions", 404)


def test_an_incident_is_resolved_once_by_those_who_may(acting, office):
    with office.transaction(SYSTEM) as ctx:
        incident_id = incidents.open_incident(ctx, None, "call", "the records system does not answer")
    operator = acting("P033")

    acting("P055").get("/incidents", 403)
    acting("P055").post(f"/incidents/{incident_id}/resolve", status=403)
    [incident] = operator.get("/incidents", open="true")["items"]
    operator.post(f"/incidents/{incident_id}/resolve", status=204)
    conflict = operator.post(f"/incidents/{incident_id}/resolve", status=409)

    assert incident["message"] == "the records system does not answer"
    assert conflict["by"] == "P033"
    assert operator.get("/incidents", open="true")["items"] == []
    assert [each["resolved_by"] for each in operator.get("/incidents", open="false")["items"]] == ["P033"]
