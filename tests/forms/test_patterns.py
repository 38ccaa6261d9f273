"""Regular expressions mean on the server what they mean in the browser (ECMA-262, no flags)."""

import pytest

from service.forms.patterns import PatternError, compile_pattern


@pytest.mark.parametrize(
    ("pattern", "found", "missed"),
    [
        (r"^\d+$", "123", "١٢٣"),
        (r"^\w+$", "a_1", "가"),
        (r"^\s$", "\ufeff", "\x1c"),
        (r"^[\s]$", "\u3000", "x"),
        (r"^[^\S]$", " ", "x"),
        (r"^[\D]$", "가", "5"),
        (r"^a$", "a", "a\n"),
        (r"^.$", "가", "\u2028"),
        (r"^[^]$", "\n", ""),
        (r"^[[]$", "[", "]"),
        (r"^[a&&b]$", "&", "c"),
        (r"^[a||b]$", "|", "c"),
        (r"^[가-힣]+$", "한글", "漢字"),
        (r"^[a\-z]$", "-", "b"),
        (r"^\u{3}$", "uuu", "\x03"),
        (r"^\uAC00\x41$", "가A", "가a"),
        (r"^a{,2}$", "a{,2}", "aa"),
        (r"^a{2}$", "aa", "a{2}"),
        (r"^{$", "{", "x"),
        (r"^}$", "}", "x"),
        (r"^]$", "]", "x"),
        (r"^\A\Z\p$", "AZp", ""),
        (r"^(?<y>\d\d)\k<y>$", "2626", "2627"),
        (r"^(a)\1$", "aa", "ab"),
        (r"^(?!x)\S+?$", "abc", "xbc"),
        (r"(?<=₩)\d", "₩5", "$5"),
        (r"^[\b]$", "\x08", "b"),
        (r"\bcat\b", "a cat", "cats"),
        (r"^\/\.\#\-$", "/.#-", "x"),
        (r"^(?:010|02)-\d{3,4}-\d{4}$", "010-1234-5678", "031-123-4567"),
        (r"^(foo){e<=1}$", "foo{e<=1}", "fo"),
        (r"^\t\n\0$", "\t\n\0", "tn0"),
    ],
)
def test_pattern_means_the_same(pattern: str, found: str, missed: str) -> None:
    compiled = compile_pattern(pattern)

    assert compiled.found_in(found)
    assert not compiled.found_in(missed)


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "[",
        "[a",
        "*a",
        "a**",
        "a++",
        "(?i)a",
        "(?P<a>x)",
        "(?#c)",
        "(?>a)",
        "\\",
        "[z-a]",
        "(*)",
        "{2}",
        "a|*",
    ],
)
def test_what_javascript_refuses_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


def test_search_that_takes_too_long_is_stopped() -> None:
    pattern = compile_pattern(r"^(.*?,){29}\w(.*?.*?.*?)*!$")

    with pytest.raises(TimeoutError):
        pattern.found_in("1," * 5_000)
