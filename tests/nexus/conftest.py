"""Some tests of the whole are run against a real server."""

from tests.browser import empty_shop, site

__all__ = ["empty_shop", "site"]
