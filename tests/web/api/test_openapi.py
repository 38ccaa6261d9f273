"""The document says what the API does, all of it and nothing else."""

import re

import pytest

from service.web import api
from service.web.api import openapi


@pytest.fixture
def stocked(on_sqlite):
    """One kind of database is enough here."""
    return on_sqlite


@pytest.fixture
def document(app):
    return app.test_client().get("/api/v1/openapi.json").json


def references(value):
    """Return every reference in a JSON value."""
    if isinstance(value, dict):
        here = [value["$ref"]] if "$ref" in value else []
        return here + [ref for inner in value.values() for ref in references(inner)]
    return [ref for inner in value for ref in references(inner)] if isinstance(value, list) else []


def test_every_route_stands_in_the_document_and_the_other_way_round(app, document):
    routes = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    documented = {(method, path) for path, methods in document["paths"].items() for method in methods}

    assert documented == routes
    assert len(routes) >= 40


def test_the_document_is_openapi_3_1_and_every_reference_leads_somewhere(document):
    assert document["openapi"] == "3.1.0"
    schemas = document["components"]["schemas"]
    refs = references(document)

    assert refs
    assert {ref.removeprefix("#/components/schemas/") for ref in refs} == set(schemas)


def test_every_operation_is_described_and_says_its_errors(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            place = f"{method} {path}"
            assert operation["summary"], place
            named = {part["name"] for part in operation["parameters"] if part["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path)), place
            public = operation.get("security") == []
            assert public or "401" in operation["responses"], place
            for status, answer in operation["responses"].items():
                is_problem = "application/problem+json" in answer.get("content", {})
                assert is_problem == (int(status) >= 400), place


def test_operations_have_names_of_their_own():
    names = [route.name for resource in api.RESOURCES for route in resource.routes]

    assert len(names) == len(set(names))


def test_lists_of_schemas_have_properties(document):
    for name, schema in document["components"]["schemas"].items():
        assert schema["type"] == "object", name
        assert schema["properties"], name
        assert set(schema.get("required", ())) <= set(schema["properties"]), name


def test_the_page_names_every_operation_and_schema_and_needs_no_script(app, document):
    page = app.test_client().get("/api/docs").get_data(as_text=True)

    for operation in (op for methods in document["paths"].values() for op in methods.values()):
        assert f'id="{operation["operationId"]}"' in page
    for name in document["components"]["schemas"]:
        assert f'id="schema-{name}"' in page
    anchors = set(re.findall(r'href="#([^"]+)"', page))
    assert anchors <= set(re.findall(r'id="([^"]+)"', page))
    assert "<script" not in page
    assert "http://localhost/api/v1/demo/token" in page


def test_the_document_is_made_from_the_table_alone():
    assert openapi.document(api.RESOURCES) == openapi.document(api.RESOURCES)
