"""The names known in one scope: FEEL's may hold spaces and signs, so what is known decides what is read."""

from collections.abc import Iterable, Sequence

from service.expressions.errors import ExpressionError
from service.expressions.syntax.tokens import Token, tokenize


class Names:
    """Known names by their first word; the longest match wins."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known; one that cannot be written without quotes is passed over."""
        try:
            words = tuple(token.text for token in tokenize(name)[:-1])
        except ExpressionError:
            return
        if not words:
            return
        alike = self._by_first.setdefault(words[0], [])
        if (words, name) not in alike:
            alike.append((words, name))
            alike.sort(key=lambda entry: -len(entry[0]))

    def match(self, tokens: Sequence[Token], start: int) -> tuple[int, str]:
        """Return how many tokens from ``start`` make up a known name, and the name; (0, '') if none do."""
        for words, name in self._by_first.get(tokens[start].text, ()):
            end = start + len(words)
            if end < len(tokens) and all(t.text == w for t, w in zip(tokens[start:end], words, strict=True)):
                return len(words), name
        return 0, ""
