"""Every word of the pages is said in Korean, with the same places to fill in."""

import re
from configparser import ConfigParser
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

from service.web import translations

ROOT = Path(__file__).parents[2]
KEYWORDS = {**DEFAULT_KEYWORDS, "later": None}
PLACE = re.compile(r"%\((\w+)\)[a-z]|\{(\w+)\}")
PARTICLE_AFTER_PLACE = re.compile(r"(?:%\(\w+\)s|\{\w+\})[”」]?(?:을|를|은|는|이|가|와|과|으로)(?=[ .]|$)")


@cache
def words() -> Catalog:
    """Return what stands in code and templates now."""
    settings = ConfigParser()
    settings.read(translations.FOLDER / "babel.cfg", encoding="utf-8")
    kinds = [tuple(section.split(": ")) for section in settings.sections()]
    found = Catalog()
    for file, line, message, comments, context in extract_from_dir(
        ROOT,
        method_map=[(pattern, kind) for kind, pattern in kinds],
        options_map={pattern: dict(settings[f"{kind}: {pattern}"]) for kind, pattern in kinds},
        keywords=KEYWORDS,
        directory_filter=lambda folder: Path(folder).name not in {"node_modules", ".venv", ".git", "tests"},
    ):
        found.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return found


@cache
def korean() -> Catalog:
    return translations.catalogue("ko")


def said(message: Message) -> tuple[str, ...]:
    string = message.string
    return tuple(string) if isinstance(string, list | tuple) else (string,)


def places(text: str) -> set[str]:
    return {name or other for name, other in PLACE.findall(text)}


def test_words_are_found_in_code_and_templates():
    found = {message.id if isinstance(message.id, str) else message.id[0] for message in words()}

    assert {"Write a memo", "Simple report", "%(num)s finding"} <= found


def test_no_word_is_untranslated():
    missing = [
        message.id for message in words() if message.id and not korean().get(message.id, message.context)
    ]

    assert missing == []


def test_no_translation_is_empty_or_uncertain():
    wrong = [m.id for m in korean() if m.id and (m.fuzzy or not all(text.strip() for text in said(m)))]

    assert wrong == []


def test_no_translation_is_left_over():
    left = [m.id for m in korean() if m.id and not words().get(m.id, m.context)]

    assert left == []


def test_translations_fill_in_what_the_words_fill_in():
    wrong = []
    for message in korean():
        wanted = places(message.id if isinstance(message.id, str) else message.id[-1])
        wrong += [(message.id, text) for text in said(message) if places(text) != wanted]

    assert wrong == []


def test_no_particle_depends_on_a_name_that_is_filled_in():
    """“을” or “를” would be wrong for half of all names."""
    wrong = [text for message in korean() for text in said(message) if PARTICLE_AFTER_PLACE.search(text)]

    assert wrong == []


def test_a_language_without_a_catalogue_says_what_is_written():
    assert translations.translations("fr").gettext("Memos") == "Memos"


def test_a_catalogue_speaks_from_memory():
    assert translations.translations("ko").gettext("Memos") == "메모보고"
    assert not list(translations.FOLDER.rglob("*.mo"))
