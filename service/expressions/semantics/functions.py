"""Functions that a text or a model defines."""

from collections.abc import Callable, Sequence

from service.expressions.budget import Run
from service.expressions.semantics.types import Type
from service.expressions.values.compound import Function
from service.expressions.values.numbers import Value


class Defined(Function):
    """A function literal, a business knowledge model or a decision service.

    ``body`` gets the arguments fitted to the parameters' types. A wrong number of arguments, or one
    that does not fit, makes the result null (DMN 1.5 §10.3.2.13.3).
    """

    def __init__(
        self,
        params: Sequence[str],
        body: Callable[[list[Value]], Value],
        *,
        types: Sequence[Type | None] = (),
        result: Type | None = None,
        name: str = "",
    ) -> None:
        self.params = tuple(params)
        self.body = body
        self.types = tuple(types)
        self.result = result
        self.name = name

    def call(self, args: list[Value], run: Run, at: int | None) -> Value:
        if len(args) != len(self.params):
            run.caution("wrong_type", f"{self._title} takes {len(self.params)} argument(s)", at)
            return None
        if self.types:
            for i, kind in enumerate(self.types):
                fitted = kind.fit(args[i], run) if kind is not None else args[i]
                if fitted is None and args[i] is not None:
                    run.caution("wrong_type", f"{self.params[i]!r} of {self._title} does not fit", at)
                    return None
                args[i] = fitted
        run.enter()
        try:
            return self.body(args)
        finally:
            run.leave()

    def call_named(self, args: dict[str, Value], run: Run, at: int | None) -> Value:
        if args.keys() != set(self.params):
            run.caution("wrong_type", f"{self._title} takes {', '.join(self.params)}", at)
            return None
        return self.call([args[name] for name in self.params], run, at)

    @property
    def _title(self) -> str:
        return f"the function {self.name}".rstrip()
