"""The pages as people at their desks see them: the practice ministry behind the real application."""

import re
from typing import Any, Final
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.commands import user_tasks
from service.config import Settings
from service.web.application import make_application
from tests.support.practice import Practice

SETTINGS: Final = {"DURE_DEMO": "1", "DURE_SECRET_KEY": "a secret that only the tests know, 32+"}


def application(practice: Practice) -> Flask:
    """Return the application over a practice ministry; what it is sent needs no token."""
    app = make_application(Settings.from_environment(SETTINGS), practice.office)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


class Desk:
    """One person at the pages, in one language."""

    def __init__(self, app: Flask, person: str, language: str = "en") -> None:
        self.client: FlaskClient = app.test_client()
        with self.client.session_transaction() as session:
            session.update(person=person, language=language)

    def open(self, path: str, status: int = 200) -> str:
        """Return the page; it must answer with ``status``."""
        return self._text(self.client.get(path), status)

    def send(self, path: str, status: int = 200, **values: Any) -> str:
        """Return the page that follows when a form is sent."""
        return self._text(self.client.post(path, data=values, follow_redirects=True), status)

    def follow(self, page: str, kind: str, title: str) -> str:
        """Return the address behind the link with that title to a page of that kind."""
        pattern = rf'href="(/{kind}/[0-9a-f-]+)"[^>]*>(?:\s|<[^>]*>|Unread: )*{re.escape(title)}'
        found = re.search(pattern, page)
        assert found, f"no link to {title} under /{kind}"
        return found[1]

    @staticmethod
    def _text(answer: TestResponse, status: int) -> str:
        assert answer.status_code == status, answer.text
        return answer.text


def words_of(page: str) -> str:
    """Return what the page says, without its markup and in one line."""
    body = re.sub(r"(?s)<(head|script|svg)\b.*?</\1>", " ", page)
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def finish(practice: Practice, person: str, element_id: str, **answers: Any) -> UUID:
    """Let a person finish the only such piece of work in their inbox; return its case."""
    (task,) = [task for task in practice.inbox(person) if task.element_id == element_id]
    with practice.acting(person) as ctx:
        user_tasks.complete(ctx, task.id, answers)
    practice.work_off()
    return task.instance_id
