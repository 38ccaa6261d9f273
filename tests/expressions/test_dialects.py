"""Which language a text is in."""

import pytest

from service.expressions import Dialect, ExpressionError, attribute_dialect, dialect_of, dialect_of_spiff


@pytest.mark.parametrize(
    ("text", "language", "dialect"),
    [
        ("=amount > 1", None, Dialect.FEEL),
        ("amount > 1", None, Dialect.FEEL),
        ("${amount > 1}", None, Dialect.JUEL),
        ("#{amount}", "http://www.w3.org/1999/XPath", Dialect.JUEL),
        ("Dear ${name}", None, Dialect.TEMPLATE),
        ("${a}${b}", None, Dialect.TEMPLATE),
        ("P7D", None, Dialect.LITERAL),
        ("PT5M", None, Dialect.LITERAL),
        ("R3/PT10M", None, Dialect.LITERAL),
        ("R/2026-01-01T00:00:00Z/P1D", None, Dialect.LITERAL),
        ("2026-11-30T10:00:00+09:00", None, Dialect.LITERAL),
        ("P", None, Dialect.FEEL),
        ("x == 1", "python", Dialect.PYTHON),
        ("x = 1", "https://www.omg.org/spec/DMN/20191111/FEEL/", Dialect.FEEL),
        ("x == 1", "http://www.w3.org/1999/XPath", Dialect.FEEL),
    ],
)
def test_the_language_then_the_look_decides(text: str, language: str | None, dialect: Dialect) -> None:
    assert dialect_of(text, language) is dialect


@pytest.mark.parametrize("language", ["javascript", "http://www.java.com/java", "groovy"])
def test_a_language_that_would_have_to_be_run_is_refused(language: str) -> None:
    with pytest.raises(ExpressionError):
        dialect_of("return x;", language)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("P054", Dialect.LITERAL),
        ("=drafter", Dialect.FEEL),
        ("${drafter}", Dialect.JUEL),
        ("a/${b}", Dialect.TEMPLATE),
    ],
)
def test_an_attribute_is_a_constant_unless_it_says_otherwise(text: str, dialect: Dialect) -> None:
    assert attribute_dialect(text) is dialect


def test_a_hole_that_is_not_closed_is_refused() -> None:
    with pytest.raises(ExpressionError, match="not closed"):
        dialect_of("${amount > 1")


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("x == 1", Dialect.PYTHON),
        ("not x", Dialect.PYTHON),
        ("x > 1", Dialect.FEEL),
        ("=x = 1", Dialect.FEEL),
        ("${x}", Dialect.JUEL),
    ],
)
def test_what_is_no_feel_in_a_file_of_spiff_is_python(text: str, dialect: Dialect) -> None:
    assert dialect_of_spiff(text) is dialect
