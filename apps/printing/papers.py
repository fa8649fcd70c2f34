"""A4 papers: HTML and a stylesheet become a PDF, and nothing is fetched from anywhere meanwhile."""

from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher


class InlineOnly(URLFetcher):  # type: ignore[misc]
    """Pictures come along as ``data:`` addresses; every other address is refused."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"allowed_protocols": {"data"}})


def pdf(html: str, stylesheet: Path) -> bytes:
    fetcher = InlineOnly()
    style = CSS(string=stylesheet.read_text("utf-8"), url_fetcher=fetcher)
    content: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(stylesheets=[style])
    return content
