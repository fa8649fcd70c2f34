"""HTML becomes pages. WeasyPrint takes a second to load, so whoever wants a page loads this module, and only then."""

from typing import Any

from weasyprint import CSS, HTML
from weasyprint import Document as Rendered
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from apps.printing import fonts

FONTS = {"nexus:regular": False, "nexus:bold": True}


class OwnFiles(URLFetcher):  # type: ignore[misc]
    """Gives out pictures written in the page and our own fonts; every other address is refused."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",))

    def fetch(self, url: str, headers: Any = None) -> Any:
        if url in FONTS:
            return URLFetcherResponse(url, fonts.unpacked(bold=FONTS[url]), {"Content-Type": "font/ttf"})
        return super().fetch(url, headers)


def rendered(html: str, *stylesheets: str) -> Rendered:
    configuration, own_files = FontConfiguration(), OwnFiles()
    read = [CSS(string=text, font_config=configuration, url_fetcher=own_files) for text in stylesheets]
    return HTML(string=html, url_fetcher=own_files).render(stylesheets=read, font_config=configuration)
