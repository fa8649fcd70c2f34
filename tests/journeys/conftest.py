"""Journeys run in a real browser against a real server."""

from tests.browser import browser, complaints, context, empty_shop, page, site, working_site

__all__ = ["browser", "complaints", "context", "empty_shop", "page", "site", "working_site"]
