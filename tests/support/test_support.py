"""The test support itself: databases come migrated and empty, browsers report their faults."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from service.persistence.database import open_database
from service.persistence.migrate import is_current

pytest_plugins = ["pytester"]

CHECKOUT = Path(__file__).parent.parent.parent


def first_change(url: str) -> None:
    """Fail if the database already carries the mark that this leaves."""
    opened = open_database(url)
    try:
        with opened.engine.begin() as connection:
            connection.execute(text("CREATE TABLE mark (id integer)"))
    finally:
        opened.close()


@pytest.mark.parametrize("time", [1, 2])
def test_each_test_has_a_migrated_database_of_its_own(database, time):
    assert is_current(database)

    first_change(database)


def test_a_copy_has_every_table_of_the_template(sqlite_database, postgres_database):
    tables = []
    for url in (sqlite_database, postgres_database):
        opened = open_database(url)
        tables.append(sorted(inspect(opened.engine).get_table_names()))
        opened.close()

    assert tables[0] == tables[1]
    assert "alembic_version" in tables[0]


def test_the_clock_stands_until_it_is_moved(clock):
    before = clock.now

    assert clock.now == before
    assert (clock.advance(days=3) - before).days == 3


@pytest.mark.browser
def test_a_page_has_the_language_and_the_time_of_seoul(page):
    assert page.evaluate("navigator.language") == "ko-KR"
    assert page.evaluate("new Date(Date.UTC(2026, 10, 30, 1)).getHours()") == 10
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")


@pytest.mark.browser
def test_two_people_share_no_cookies(new_page):
    first, second = new_page(), new_page()
    first.context.add_cookies([{"name": "who", "value": "P054", "url": "http://127.0.0.1/"}])

    assert second.context.cookies() == []


@pytest.mark.browser
def test_a_fault_that_is_expected_does_not_fail_the_test(page, expected_faults):
    expected_faults.append("paper jam")

    with page.expect_console_message():
        page.evaluate("console.error('paper jam in tray 2')")


def test_skips_and_page_errors_fail_the_run(pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    pytester.makeconftest(
        "from tests.conftest import pytest_make_collect_report, pytest_runtest_makereport\n"
        "pytest_plugins = ['tests.support.browser']"
    )
    pytester.makepyfile(
        test_skipping="import pytest\ndef test_skipped(): pytest.skip('no time')",
        test_missing="import pytest\npytest.importorskip('no_such_module')",
        test_page="def test_fault(page): page.evaluate('console.error(\"paper jam\")')",
    )

    result = pytester.runpytest_subprocess("--continue-on-collection-errors", "-p", "no:cacheprovider")

    result.assert_outcomes(passed=1, failed=1, errors=2)
    result.stdout.fnmatch_lines_random(["*no time*", "*no_such_module*", "*the pages reported errors*"])
