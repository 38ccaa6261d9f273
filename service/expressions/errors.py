"""What can go wrong with an expression."""

from service.domain.errors import Invalid


class ExpressionError(Invalid):
    """A text is no expression of its dialect, or a value cannot cross the border to Python.

    ``position`` counts characters of ``text`` from 0.
    """

    def __init__(self, message: str, position: int = 0, text: str = "") -> None:
        super().__init__(message)
        self.position = position
        self.text = text


class BudgetExceeded(ExpressionError):
    """An evaluation asked for more steps, time, depth or text than it was given."""
