"""A4 papers of other trades: their HTML and stylesheet become a PDF, and nothing is fetched from anywhere meanwhile."""

from pathlib import Path

from weasyprint import CSS, HTML

from apps.printing.pdf import OwnFiles


def pdf(html: str, stylesheet: Path) -> bytes:
    fetcher = OwnFiles()
    style = CSS(string=stylesheet.read_text("utf-8"), url_fetcher=fetcher)
    content: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(stylesheets=[style])
    return content
