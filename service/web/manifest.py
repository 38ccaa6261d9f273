"""Finds the built files of a page's scripts and styles by Vite's manifest."""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

log = logging.getLogger(__name__)

Chunks = Mapping[str, Mapping[str, Any]]


@dataclass
class Manifest:
    """The manifest of one build. With ``reload`` a changed file is read again: for development only."""

    path: Path
    base: str = "/static/dist/"
    reload: bool = False
    _read_at: int = field(default=-1, init=False)
    _tags: dict[str, Markup] = field(default_factory=dict, init=False)
    _chunks: Chunks = field(default_factory=dict, init=False)

    def tags(self, entry: str) -> Markup:
        """Return the link and script elements of ``entry``, such as "main".

        Empty where nothing has been built: pages are complete without scripts and styles.
        """
        self._refresh()
        if entry not in self._tags:
            self._tags[entry] = self._render(f"src/{entry}.js") if self._chunks else Markup()
        return self._tags[entry]

    def _refresh(self) -> None:
        if self._read_at >= 0 and not self.reload:
            return
        changed_at = self.path.stat().st_mtime_ns if self.path.exists() else 0
        if changed_at == self._read_at:
            return
        if not changed_at:
            log.warning("no browser assets at %s: pages have no styles and no scripts", self.path.parent)
        self._chunks = json.loads(self.path.read_text("utf-8")) if changed_at else {}
        self._tags = {}
        self._read_at = changed_at

    def _render(self, key: str) -> Markup:
        visited = list(dict.fromkeys(self._visit(key)))
        styles = dict.fromkeys(style for chunk in visited for style in self._chunks[chunk].get("css", ()))
        lines = [Markup('<link rel="stylesheet" href="{}">').format(self.base + style) for style in styles]
        lines += [
            Markup('<link rel="modulepreload" href="{}">').format(self.base + self._chunks[chunk]["file"])
            for chunk in visited[:-1]
        ]
        script = self.base + self._chunks[key]["file"]
        lines.append(Markup('<script type="module" src="{}"></script>').format(script))
        return Markup("\n").join(lines)

    def _visit(self, key: str) -> Iterator[str]:
        """Give what ``key`` imports before ``key`` itself, as the styles must come in that order."""
        for imported in self._chunks[key].get("imports", ()):
            yield from self._visit(imported)
        yield key
