"""PDF files from HTML. WeasyPrint and the libraries it draws with are asked for on the first use only."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

NEEDS = "weasyprint; libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0"


class NotInstalled(RuntimeError):
    """A library is missing; the message says which."""


def from_html(html: str) -> bytes:
    """Return the page as a tagged PDF; raise ``NotInstalled``. Nothing is fetched: neither files nor addresses."""
    try:
        weasyprint = import_module("weasyprint")
    except (ImportError, OSError) as error:  # the package, or a system library that it loads
        raise NotInstalled(f"{error} ({NEEDS})") from error
    page = weasyprint.HTML(string=html, url_fetcher=_refuse)
    content: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
    return content


def _refuse(url: str, *_args: Any, **_more: Any) -> Mapping[str, Any]:
    raise ValueError(f"a document card fetches nothing, not even {url}")
