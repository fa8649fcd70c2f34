"""Journeys run in a real browser against a real server."""

from tests.browser import browser, cold_site, complaints, context, empty_shop, page, site, warm_place

__all__ = ["browser", "cold_site", "complaints", "context", "empty_shop", "page", "site", "warm_place"]
