"""An internal approval as people do it: drafted, reviewed twice, decided, numbered; each at a desk of their own."""

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from connectors import Registry
from connectors.records import RecordsConnector
from connectors.simulator import Simulator, Store
from service.jobs.worker import Worker
from service.persistence.database import open_database
from tests.support.browser import NewPage
from tests.support.desk import application
from tests.support.practice import ROOT, Practice

DRAFTER, OFFICER, HEAD, DECIDER = "P057", "P055", "P054", "P053"
TITLE = "2027년 생활안전 시행계획 수립"
BODY = "1. 추진 배경\n  사고가 해마다 늘고 있음\n2. 주요 내용\n  점검 구간 42곳\n끝."
AXE = ROOT / "service" / "web" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

pytestmark = pytest.mark.browser


@pytest.fixture
def practice(sqlite_database: str) -> Iterator[Practice]:
    database = open_database(sqlite_database)
    yield Practice(database)
    database.close()


@pytest.fixture
def address(practice: Practice) -> Iterator[str]:
    """The address at which the pages are served, forms with their tokens and all."""
    app = application(practice)
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def records() -> Iterator[Simulator]:
    """The records system, as far as it exists here."""
    store = Store(":memory:")
    with Simulator(store) as simulator:
        yield simulator
    store.close()


def sign_in(page: Page, address: str, person: str) -> Page:
    page.goto(f"{address}/sign-in")
    page.locator(f'button[name="person"][value="{person}"]').click()
    page.wait_for_url("**/inbox")
    return page


def is_ready(page: Page) -> Page:
    """Wait until form and diagram have been taken over by their scripts."""
    for island in ("form", "diagram"):
        page.wait_for_selector(f'[data-island="{island}"][data-state="ready"]')
    return page


def choose(page: Page, key: str, option: str) -> None:
    field = page.locator(".fjs-form-field-select").filter(has=page.locator(f'[id$="-{key}"]'))
    field.locator(".fjs-input-group").click()
    field.locator(".fjs-dropdownlist-item").filter(has_text=option).first.click()


def open_first(page: Page) -> Page:
    """Open the work on the document from the list."""
    page.locator("a[data-item]").filter(has_text=TITLE).click()
    expect(page.locator("h2[data-focus]")).to_be_focused()
    return is_ready(page)


def complete(page: Page) -> None:
    page.locator(".actions .button--primary").click()
    expect(page.locator(".alert--success")).to_be_visible()


def violations(page: Page) -> list[Any]:
    """Return what axe finds against WCAG 2.2 AA on the open page."""
    page.evaluate(AXE.read_text("utf-8"))
    found: list[Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map(v =>"
        " [v.id, v.nodes.map(n => n.target.join(' '))]))",
        RULES,
    )
    return found


def write_draft(page: Page, address: str) -> None:
    page.goto(f"{address}/new")
    page.locator('form[action="/new/internal_approval"] button').click()
    is_ready(page).get_by_label(re.compile("^제목")).fill(TITLE)
    choose(page, "work_type", "연간 시행계획")
    choose(page, "grade", "일반")
    page.get_by_label(re.compile("^요지")).fill("2027년에 할 일을 정한다.")
    page.get_by_label(re.compile("^키워드")).fill("생활안전, 시행계획")
    page.get_by_label(re.compile("^본문")).fill(BODY)
    choose(page, "unit_task", "UT-1002")
    choose(page, "retention", "5년")
    choose(page, "disclosure", "공개")


def test_from_draft_to_number(
    practice: Practice, address: str, records: Simulator, new_page: NewPage
) -> None:
    drafter = sign_in(new_page(), address, DRAFTER)
    write_draft(drafter, address)
    line = drafter.locator("#line .line__step")
    expect(line).to_have_count(4)
    expect(line.last).to_contain_text("국장 전결")
    complete(drafter)

    officer = open_first(sign_in(new_page(), address, OFFICER))
    officer.get_by_label("승인", exact=True).check()
    officer.locator(".fjs-container textarea").last.fill(BODY.replace("42곳", "45곳"))
    complete(officer)

    head = open_first(sign_in(new_page(), address, HEAD))
    expect(head.locator("ins").filter(has_text="45곳")).to_be_visible()
    head.get_by_label("승인", exact=True).check()
    head.get_by_label("의견", exact=True).fill("점검 인력을 함께 적을 것")
    complete(head)

    decider = open_first(sign_in(new_page(), address, DECIDER))
    expect(decider.get_by_text("점검 인력을 함께 적을 것")).to_be_visible()
    decider.get_by_label("승인", exact=True).check()
    complete(decider)
    neighbours = RecordsConnector(records.url)
    assert Worker(practice.office, Registry(neighbours)).work_off() == 1
    neighbours.close()

    drafter.goto(f"{address}/documents?tab=mine")
    drafter.get_by_role("link", name=TITLE).click()
    expect(drafter.locator(".page__head")).to_contain_text(re.compile(r"안전정책총괄과-\d+"))
    expect(drafter.locator("main")).to_contain_text("점검 인력을 함께 적을 것")
    drafter.wait_for_selector('[data-island="diagram"][data-state="ready"]')
    expect(drafter.locator('[data-element-id="register"].is-done')).to_have_count(1)


def test_a_return_needs_a_reason_and_comes_back_to_the_draft(
    practice: Practice, address: str, new_page: NewPage, expected_faults: list[str]
) -> None:
    expected_faults.append("status of 422")
    practice.draft(DRAFTER, title=TITLE)
    officer = open_first(sign_in(new_page(), address, OFFICER))

    officer.get_by_label("반려", exact=True).check()
    officer.locator(".actions .button--primary").click()
    expect(officer.locator(".alert--error")).to_be_visible()
    is_ready(officer).locator(".alert--error a").click()
    officer.get_by_label("의견", exact=True).fill("근거가 없음")
    complete(officer)

    drafter = open_first(sign_in(new_page(), address, DRAFTER))
    expect(drafter.get_by_text("근거가 없음")).to_be_visible()


def test_the_pages_can_be_used_by_everybody(practice: Practice, address: str, page: Page) -> None:
    """Axe finds nothing on any of them, wide or as narrow as a telephone."""
    document = practice.draft(DRAFTER, title=TITLE)
    wrong = {}
    page.goto(f"{address}/sign-in")
    wrong["sign-in"] = violations(page)
    sign_in(page, address, OFFICER)
    work = open_first(page).url.removeprefix(address)
    for path in ("/inbox", work, "/new", "/documents?tab=mine", f"/documents/{document}"):
        for width in (1400, 390):
            page.set_viewport_size({"width": width, "height": 860})
            page.goto(address + path)
            expect(page.locator('[data-island]:not([data-state="ready"])')).to_have_count(0)
            wrong[path, width] = violations(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path

    assert {place: found for place, found in wrong.items() if found} == {}
