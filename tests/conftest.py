"""What every test may use, and one house rule: nothing is skipped. What is missing fails."""

from collections.abc import Generator
from typing import TypeVar

import pytest

from tests.support.clock import Clock

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

pytest_plugins = ["tests.support.browser", "tests.support.databases"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return report if hasattr(report, "wasxfail") else _failed_if_skipped(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _failed_if_skipped((yield))


def _failed_if_skipped(report: Report) -> Report:
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and nothing is: {report.longrepr}"
    return report
