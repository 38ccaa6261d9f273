"""The Flask application: blueprints, sessions, headers."""

from pathlib import Path
from typing import Final

from flask import Flask, Response
from flask_wtf import CSRFProtect
from whitenoise import WhiteNoise

from service.config import Settings
from service.context import Office
from service.web import api, errors, i18n, pages
from service.web.current import EXTENSION, WebParts

STATIC: Final = Path(__file__).parent / "static"
MAX_REQUEST_BYTES: Final = 20 * 1024 * 1024
POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def make_application(settings: Settings, office: Office) -> Flask:
    """Return the application; it starts nothing and opens no connection."""
    app = Flask(__name__, template_folder="templates", static_folder="static", static_url_path="/static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="dure",
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions[EXTENSION] = WebParts(office, settings)
    csrf = CSRFProtect(app)
    i18n.register(app, settings)
    errors.register(app)
    pages.register(app)
    api.register(app, csrf)
    app.after_request(_harden)
    if STATIC.is_dir():
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask's way to wrap itself
            app.wsgi_app, root=str(STATIC), prefix="static/", immutable_file_test=_is_hashed
        )
    return app


def _is_hashed(_path: str, url: str) -> bool:
    return "/dist/assets/" in url


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    return response
