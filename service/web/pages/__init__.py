"""The pages for people: each module parses, calls one command or query, and renders."""

from flask import Flask

from service.web.pages import auth, cases, documents, inbox, office, starting


def register(app: Flask) -> None:
    """Give the application every page."""
    for module in (auth, inbox, starting, documents, office, cases):
        app.register_blueprint(module.blueprint)
