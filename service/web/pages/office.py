"""Memos and directives: their addresses."""

from flask import Blueprint

from service.web.pages import directives, memos

blueprint = Blueprint("office", __name__)
blueprint.add_url_rule("/memos", view_func=memos.memos)
blueprint.add_url_rule("/memos/<uuid:memo_id>", view_func=memos.memo)
blueprint.add_url_rule("/directives", view_func=directives.directives)
blueprint.add_url_rule("/directives/<uuid:directive_id>", view_func=directives.directive)
