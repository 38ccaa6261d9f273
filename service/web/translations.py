"""The words of the pages in other languages, read from their catalogues (.po) when first asked for.

The catalogues are compiled in memory: nothing generated is kept beside the sources.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, get_locale

FOLDER: Final = Path(__file__).parent / "translations"
SOURCE_LANGUAGE: Final = "en"  # the language of the words in code and templates


class Words(Domain):  # type: ignore[misc]  # flask_babel says no types
    """The domain of a ``Babel``: ``babel.domain_instance = Words()`` after ``init_app``."""

    def get_translations(self) -> NullTranslations:
        """Return the words in the language of this request; outside of one, as they are written."""
        locale = get_locale()
        return translations(locale.language if locale else SOURCE_LANGUAGE)


@cache
def translations(language: str) -> NullTranslations:
    """Return the words of a language; one without a catalogue gets them as they are written."""
    path = path_of(language)
    if not path.is_file():
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Translations(compiled)


def catalogue(language: str) -> Catalog:
    """Read the catalogue of a language; raises ``PoFileError`` where it is no catalogue."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=Locale(language), abort_invalid=True)


def path_of(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"
