"""Some tests of the whole ask how a server comes back, so theirs starts from nothing."""

import pytest

from tests.browser import Site, cold_site, empty_shop

__all__ = ["cold_site", "empty_shop", "site"]


@pytest.fixture
def site(cold_site: Site) -> Site:
    return cold_site
