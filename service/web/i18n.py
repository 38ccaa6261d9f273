"""The language and the time zone of a request, and what the frame of every page is given."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from babel import negotiate_locale
from flask import Blueprint, Flask, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale
from flask_babel import gettext as translated
from flask_babel import lazy_gettext as later

from service.config import LANGUAGES, Settings
from service.domain.errors import ServiceError
from service.web.current import actor, is_signed_in, office, parts, reading
from service.web.manifest import Manifest
from service.web.translations import Words

LANGUAGE: Final = "language"
NAMES: Final = ({"code": "ko", "text": "한국어"}, {"code": "en", "text": "English"})
MANIFEST: Final = Path(__file__).parent / "static" / "dist" / "manifest.json"

# The main menu: section, endpoint, words. Sections are named after their blueprint.
SECTIONS: Final = (
    ("inbox", "inbox.index", later("Inbox")),
    ("starting", "starting.index", later("New")),
    ("documents", "documents.index", later("Documents")),
    ("memos", "office.memos", later("Memos")),
    ("directives", "office.directives", later("Directives")),
    ("cases", "cases.index", later("Cases")),
)

blueprint = Blueprint("language", __name__)


def register(app: Flask, settings: Settings) -> None:
    """Let pages speak the reader's language and the office's time."""
    babel = Babel()
    babel.init_app(
        app,
        default_locale=settings.default_language,
        default_timezone=settings.time_zone.key,
        locale_selector=chosen_language,
    )
    babel.domain_instance = Words()
    app.register_blueprint(blueprint)
    manifest = Manifest(MANIFEST, reload=settings.demo)
    app.context_processor(lambda: {"manifest": manifest, **_frame()})


def chosen_language() -> str:
    """Return the language of the session, else the browser's, else the office's."""
    chosen: str | None = session.get(LANGUAGE)
    wanted = list(request.accept_languages.values())
    return chosen or negotiate_locale(wanted, LANGUAGES, sep="-") or parts().settings.default_language


def language() -> str:
    """Return the language in which this request is answered: ``ko`` or ``en``."""
    locale = get_locale()
    return locale.language if locale else parts().settings.default_language


def gettext(words: str, **values: object) -> str:
    """Return the words in the reader's language, with ``values`` put in where they say ``%(name)s``."""
    said: str = translated(words, **values)
    return said


@blueprint.post("/language")
def choose() -> ResponseReturnValue:
    """Keep the reader's choice and go back to where they were."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session[LANGUAGE] = wanted
    return redirect(_way_back())


def _way_back() -> str:
    """Return the page the reader came from, if it is one of ours."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host or not came_from.path.startswith("/"):
        return "/"
    path = "/" + came_from.path.lstrip("/")
    return f"{path}?{came_from.query}" if came_from.query else path


def _frame() -> Mapping[str, Any]:
    return {
        "language": language(),
        "languages": NAMES,
        "actor": _actor(),
        "section": _section(),
        "navigation": [
            {"key": key, "href": url_for(endpoint), "text": text}
            for key, endpoint, text in SECTIONS
            if endpoint in current_app.view_functions
        ],
        "urls": {
            "home": "/",
            "search": url_for("documents.index"),
            "language": url_for("language.choose"),
            "sign_out": url_for("auth.sign_out"),
        },
        "query": request.args.get("q", ""),
        "now": office().clock(),
    }


def _actor() -> Mapping[str, str] | None:
    """Return who is signed in; None also where the database cannot say: an error page needs no name."""
    if not is_signed_in():
        return None
    try:
        with reading() as ctx:
            person = ctx.directory.person(actor())
            unit = ctx.directory.unit(person.unit_code).name
    except ServiceError:
        return None
    return {"id": person.id, "name": person.name, "post": person.title, "unit": unit}


def _section() -> str:
    """Return the open section: an endpoint such as ``office.memo`` belongs to ``memos``."""
    name = (request.endpoint or "").partition(".")
    if name[0] == "office":
        return "directives" if name[2].startswith("directive") else "memos"
    return name[0]
