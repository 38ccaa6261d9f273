"""Forms: a form-js definition decides, on the server, what an answer may be."""

from service.forms.form import Form, check_form, read_form
from service.forms.posts import answers_from_post
from service.forms.view import FieldView, ShownField

__all__ = ["FieldView", "Form", "ShownField", "answers_from_post", "check_form", "read_form"]
