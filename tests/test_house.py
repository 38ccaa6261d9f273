"""The house is as its plan says."""

import inspect
import json
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import connectors
from connectors import Operation
from service import commands, queries
from service.commands import operations, verbs
from service.config import described
from service.context import Context
from service.domain.xml import read_xml

ROOT = Path(__file__).parent.parent
PROCESSES = sorted(folder for folder in (ROOT / "processes").iterdir() if folder.is_dir())
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
LONGEST_MODULE = 300

TOP_LEVEL = {"pyproject.toml", "processes", "service", "forms", "connectors", "tests", "README.md"}
GUESTS = {"Makefile", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"}
GUESTS |= {".ci", ".git", ".gitignore", ".gitattributes", ".editorconfig", ".pre-commit-config.yaml"}

END_OF_TRANSACTION = re.compile(r"\.(commit|rollback)\(")
EDGES = ("service/web/", "service/jobs/", "service/cli.py", "service/persistence/database.py")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sources(*rooms: str) -> list[Path]:
    """Return our Python files; what a migration did stays as it was written."""
    found = (path for room in rooms for path in (ROOT / room).rglob("*.py"))
    return sorted(p for p in found if not {"node_modules", "versions"} & set(p.parts))


def asked_for(process: Path, attribute: str) -> set[str]:
    """Return the values that an attribute has in the diagrams of ``process``."""
    roots = [read_xml(path.read_bytes(), path.name) for path in process.glob("*.bpmn")]
    values = (element.get(CAMUNDA + attribute) for root in roots for element in root.iter())
    return {value for value in values if value}


def verbs_of(process: Path) -> set[str]:
    """Return the office verbs that the diagrams of ``process`` name."""
    roots = [read_xml(path.read_bytes(), path.name) for path in process.glob("*.bpmn")]
    properties = (each for root in roots for each in root.iter(f"{CAMUNDA}property"))
    return {str(each.get("value")) for each in properties if each.get("name") == "dure.verb"}


def modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith("__main__"):
            yield import_module(found.name)


def public_functions(package: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    for module in modules(package):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield f"{module.__name__}.{name}", function


def connector_topics() -> set[str]:
    """Return the topics of every connector class there is; a protocol only declares the attribute."""
    classes = {
        kind for module in modules(connectors) for _, kind in inspect.getmembers(module, inspect.isclass)
    }
    offering = [kind for kind in classes if isinstance(getattr(kind, "operations", None), Mapping)]
    return {
        f"{kind.name}.{operation.name}"
        for kind in offering
        for operation in kind.operations.values()
        if isinstance(operation, Operation)
    }


@pytest.mark.parametrize("process", PROCESSES, ids=lambda path: path.name)
def test_a_process_is_told_modelled_and_tested_under_one_name(process):
    wanted = [
        process / "README.md",
        process / f"{process.name}.bpmn",
        ROOT / "tests" / "processes" / f"test_{process.name}.py",
    ]

    assert [name_of(path) for path in wanted if not path.is_file()] == []


@pytest.mark.parametrize("process", PROCESSES, ids=lambda path: path.name)
def test_the_forms_asked_for_are_the_forms_there_are(process):
    there = {f"{process.name}/{path.stem}" for path in (ROOT / "forms" / process.name).glob("*.form")}

    assert asked_for(process, "formKey") == there


@pytest.mark.parametrize("process", PROCESSES, ids=lambda path: path.name)
def test_somebody_answers_to_every_topic(process):
    offered = connector_topics()

    topics = asked_for(process, "topic")

    assert {topic for topic in topics if topic not in offered and not operations.offers(topic)} == set()


@pytest.mark.parametrize("process", PROCESSES, ids=lambda path: path.name)
def test_every_verb_of_a_model_is_known(process):
    assert {verb for verb in verbs_of(process) if not verbs.offers(verb)} == set()


def test_no_form_is_without_a_process():
    assert {path.name for path in (ROOT / "forms").iterdir()} <= {path.name for path in PROCESSES} | {
        "shared"
    }


def test_commands_and_queries_say_what_they_do():
    functions = [*public_functions(commands), *public_functions(queries)]

    assert [name for name, function in functions if not inspect.getdoc(function)] == []


def takes_context_first(function: Callable[..., Any]) -> bool:
    """Return whether the context, if taken at all, comes first and is called ``ctx``."""
    parameters = list(inspect.signature(function).parameters.values())
    contexts = [each for each in parameters if each.annotation is Context or each.name == "ctx"]
    return not contexts or (contexts == parameters[:1] and contexts[0].name == "ctx")


def test_commands_and_queries_take_their_context_first():
    functions = [*public_functions(commands), *public_functions(queries)]

    assert [name for name, function in functions if not takes_context_first(function)] == []


def test_only_the_edges_end_a_transaction():
    inside = [path for path in sources("service", "connectors") if not name_of(path).startswith(EDGES)]

    assert [name_of(path) for path in inside if END_OF_TRANSACTION.search(path.read_text("utf-8"))] == []


def test_no_module_is_two_nouns_long():
    lengths = {
        name_of(path): len(path.read_text("utf-8").splitlines()) for path in sources("service", "connectors")
    }

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_the_readme_names_every_setting():
    readme = (ROOT / "README.md").read_text("utf-8")

    assert [name for name in described() if name not in readme] == []


def test_no_lock_file_names_a_registry():
    lock = json.loads((ROOT / "service" / "web" / "assets" / "package-lock.json").read_text("utf-8"))

    fetched = {place: each for place, each in lock["packages"].items() if place and not each.get("link")}

    assert fetched
    assert [
        place for place, each in fetched.items() if str(each.get("resolved", "")).startswith("http")
    ] == []


def test_the_top_level_holds_what_is_planned_and_no_more():
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()]
    names = {path.name for path in ROOT.iterdir()}

    visible = {name for name in names if not any(fnmatch(name, pattern) for pattern in ignored)}

    assert visible - GUESTS == TOP_LEVEL
