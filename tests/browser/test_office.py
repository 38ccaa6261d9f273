"""Memos and directives in a real browser: sent, read, answered, and followed as a directive."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from service.persistence import migrate
from service.persistence.database import open_database
from tests.support.browser import NewPage
from tests.support.desk import application
from tests.support.practice import ROOT, Practice

WRITER, HEAD, CHIEF, COORDINATOR, DESIGNER = "P039", "P037", "P035", "P028", "P026"
TITLE = "무더위쉼터 야간 개방 건의"
AXE = ROOT / "service" / "web" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """The practice ministry in a file, which server and test share."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    migrate.upgrade(url)
    database = open_database(url)
    yield Practice(database)
    database.close()


@pytest.fixture
def address(practice: Practice) -> Iterator[str]:
    app = application(practice)
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sign_in(page: Page, address: str, person: str) -> Page:
    page.goto(f"{address}/sign-in")
    page.locator(f'button[name="person"][value="{person}"]').first.click()
    page.wait_for_url("**/inbox**")
    return page


def violations(page: Page) -> list[Any]:
    """Return what axe finds against WCAG 2.2 AA on the open page."""
    page.evaluate(AXE.read_text("utf-8"))
    found: list[Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map(v =>"
        " [v.id, v.nodes.map(n => n.target.join(' '))]))",
        RULES,
    )
    return found


def send_memo(practice: Practice) -> None:
    answers = {"kind": "지시요청", "recipients": [HEAD, CHIEF], "title": TITLE, "body": "22시로 늘립니다."}
    practice.start("memo_report", answers, by=WRITER)


@pytest.mark.browser
def test_a_memo_becomes_a_directive(practice: Practice, address: str, new_page: NewPage) -> None:
    send_memo(practice)
    writer = sign_in(new_page(), address, WRITER)
    head = sign_in(new_page(), address, HEAD)
    chief = sign_in(new_page(), address, CHIEF)

    head.goto(f"{address}/memos")
    expect(head.get_by_text("미열람:")).to_have_count(1)
    head.get_by_role("link", name=TITLE).click()
    expect(head.get_by_text("2명 중 1명 열람")).to_be_visible()

    writer.goto(f"{address}/memos?box=sent")
    expect(writer.get_by_text("2명 중 1명 열람")).to_be_visible()

    head.get_by_role("link", name="답하기").click()
    head.get_by_label("의견", exact=True).check()
    head.get_by_label("내용").fill("예산을 함께 보아 주시기 바랍니다.")
    head.get_by_role("button", name="처리 완료").click()
    head.wait_for_url("**/inbox**")

    chief.goto(f"{address}/memos")
    chief.get_by_role("link", name=TITLE).click()
    expect(chief.get_by_text("예산을 함께 보아 주시기 바랍니다.")).to_be_visible()
    chief.get_by_role("link", name="답하기").click()
    chief.get_by_label("지시", exact=True).check()
    chief.get_by_label("내용").fill("모두 열고 매주 보고할 것")
    chief.get_by_role("button", name="처리 완료").click()
    chief.wait_for_url("**/inbox**")
    practice.work_off()

    coordinator = sign_in(new_page(), address, COORDINATOR)
    coordinator.goto(f"{address}/directives")
    coordinator.get_by_role("link", name=TITLE).click()
    expect(coordinator.get_by_text("모두 열고 매주 보고할 것")).to_be_visible()
    expect(coordinator.get_by_role("link", name="주관 배정")).to_be_visible()

    writer.goto(f"{address}/memos?box=sent")
    writer.get_by_role("link", name=TITLE).click()
    expect(writer.locator("#results")).to_be_visible()


@pytest.mark.browser
def test_the_diagram_of_a_case_shows_where_it_is(practice: Practice, address: str, page: Page) -> None:
    send_memo(practice)
    sign_in(page, address, WRITER).goto(f"{address}/cases")

    page.get_by_role("link", name=TITLE).click()

    expect(page.locator(".token")).to_have_text("2")
    expect(page.locator('[data-element-id="read"].is-active')).to_have_count(1)


@pytest.mark.browser
def test_the_pages_can_be_used_by_everybody(practice: Practice, address: str, page: Page) -> None:
    """Axe finds nothing on any of them, wide or as narrow as a telephone."""
    send_memo(practice)
    practice.draft("P057")
    sign_in(page, address, DESIGNER)
    wrong = {}
    for path in ("/memos", "/directives", "/cases?whose=every", "/processes"):
        for width in (1400, 390):
            page.set_viewport_size({"width": width, "height": 860})
            page.goto(address + path)
            wrong[path, width] = violations(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.get_by_role("link", name="메모보고").last.click()
    wrong["process", 390] = violations(page)
    page.goto(f"{address}/cases?whose=every")
    page.locator(".row__title").first.click()
    page.wait_for_selector('.diagram[data-state="ready"]')
    wrong["case", 390] = violations(page)

    assert {place: found for place, found in wrong.items() if found} == {}
