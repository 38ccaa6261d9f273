"""A real Chromium. A test fails when a page it opened threw or wrote an error to the console."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MS: Final = 10_000

NewPage = Callable[[], Page]


def chromium() -> str:
    """Return the browser's path: the one named by CHROMIUM, or else the first on the search path."""
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        found = shutil.which(name) if name else None
        if found:
            return found
    pytest.fail(f"there is no Chromium: set CHROMIUM or install one of {', '.join(NAMES)}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the run. Root cannot use its sandbox, and a container's shared memory is small."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def expected_faults() -> list[str]:
    """Parts of messages that the test means to provoke, such as ``"status of 422"``."""
    return []


@pytest.fixture
def new_page(browser: Browser, expected_faults: list[str]) -> Iterator[NewPage]:
    """Open a page with cookies of its own, as one more person at another desk in Seoul."""
    faults: list[str] = []
    desks = []

    def open_page() -> Page:
        desk = browser.new_context(locale="ko-KR", timezone_id="Asia/Seoul", reduced_motion="reduce")
        desks.append(desk)
        desk.set_default_timeout(PATIENCE_MS)
        desk.on("weberror", lambda error: faults.append(str(error.error)))
        desk.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        return desk.new_page()

    yield open_page

    for desk in desks:
        desk.close()
    unexpected = [fault for fault in faults if not any(part in fault for part in expected_faults)]
    assert unexpected == [], "the pages reported errors"


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One page; for several people take ``new_page``."""
    return new_page()
