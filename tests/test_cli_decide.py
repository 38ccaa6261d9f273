"""``dure decide`` makes one decision of a file, as its author tries it out."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.decisions.writing import decision, definitions, inputs, literal, table

RULES = [
    (['"sales"', "< 1000"], ['"team"', "1"]),
    (['"sales"', ">= 1000"], ['"head"', "2"]),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    grade = table({"dept": "string", "amount": "number"}, ["who", "level"], RULES)
    xml = definitions(
        inputs("dept", "amount"),
        decision("grade", grade, "in_dept", "in_amount"),
        decision("level", literal("grade.level * 10"), "grade"),
    )
    path = tmp_path / "grades.dmn"
    path.write_bytes(xml)
    return path


def decide(file: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["decide", str(file), *words])


def test_value_and_matched_rules_are_told(file: Path) -> None:
    told = decide(file, "--decision", "grade", "--input", 'dept="sales"', "--input", "amount = 999 + 1")

    assert told.exit_code == 0
    assert told.output.splitlines() == [
        'value: {who: "head", level: 2}',
        'rule 2 (r2) of grade: dept = "sales", amount = 1000 -> who = "head", level = 2',
    ]


def test_the_rules_of_required_decisions_are_told(file: Path) -> None:
    told = decide(file, "--decision", "level", "--input", 'dept="sales"', "--input", "amount=5")

    assert told.output.startswith("value: 10\nrule 1 (r1) of grade: ")


def test_cautions_are_told(file: Path) -> None:
    told = decide(file, "--decision", "grade", "--input", 'dept="audit"')

    assert told.exit_code == 0
    assert told.output.splitlines() == [
        "value: null",
        "caution: there is no variable 'amount' (unknown_variable)",
        "caution: grade: no row matches (no_rule)",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--decision", "nobody"], "has no decision 'nobody'"),
        (["--decision", "grade", "--input", "dept"], "name=value"),
        (["--decision", "grade", "--input", "dept=("], "expected"),
        (["--decision", "grade", "--input", "dept=sales"], "there is no variable 'sales'"),
    ],
)
def test_what_cannot_be_asked_ends_with_one(file: Path, words: list[str], said: str) -> None:
    told = decide(file, *words)

    assert told.exit_code == 1
    assert said in told.output


def test_a_model_that_is_refused_shows_its_findings(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"&lt; 1000", b"&lt; ("))

    told = decide(file, "--decision", "grade")

    assert told.exit_code == 1
    assert "grades.dmn:" in told.output
    assert "DMN-EXPRESSION" in told.output
