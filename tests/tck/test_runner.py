"""The runner of the compatibility kit says what passed, what failed and why."""

from pathlib import Path

import pytest

from tests.decisions.writing import decision, definitions, inputs, literal
from tests.tck.__main__ import main

CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <modelName>model.dmn</modelName>
  <testCase id="doubled">{given}<resultNode name="doubled"><expected><value xsi:type="xsd:decimal">{value}</value>
  </expected></resultNode></testCase>
  <testCase id="nobody"><resultNode name="nobody" errorResult="true"/></testCase>
</testCases>"""
GIVEN = '<inputNode name="n"><value xsi:type="xsd:decimal">2</value></inputNode>'


def kit(folder: Path, level: str, value: str) -> Path:
    suite = folder / level / "0001-doubled"
    suite.mkdir(parents=True)
    model = definitions(inputs("n"), decision("doubled", literal("n * 2"), "in_n"))
    (suite / "model.dmn").write_bytes(model)
    (suite / "0001-doubled-test-01.xml").write_text(CASES.format(given=GIVEN, value=value))
    return folder


def test_a_passed_level_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(kit(tmp_path, "compliance-level-2", "4.0000000001"))]) == 0

    assert capsys.readouterr().out == ("compliance-level-2: 2/2 (100.00%); expecting a value 1/1 (100.00%)\n")


def test_a_failure_is_named_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(kit(tmp_path, "compliance-level-2", "5"))]) == 1

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "compliance-level-2: 1/2 (50.00%); expecting a value 0/1 (0.00%)"
    assert lines[1] == "  0001-doubled doubled: 'doubled' is Decimal('4'), not Decimal('5')"


def test_level_three_may_miss_two(tmp_path: Path) -> None:
    assert main([str(kit(tmp_path, "compliance-level-3", "5"))]) == 0


def test_a_folder_without_the_kit_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert main([]) == 2

    assert "no compliance levels" in capsys.readouterr().err
