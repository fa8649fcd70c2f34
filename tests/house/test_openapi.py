"""What programs rely on changes on purpose only: the API's description is committed."""

import json
from pathlib import Path

from nexus.api import api

KEPT = Path(__file__).parent / "openapi" / "shop.json"


def test_the_shops_api_is_as_it_was_described() -> None:
    """After a change on purpose, write ``told`` into the file and read the difference."""
    told = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/shop/v1/"), default=str))

    assert told == json.loads(KEPT.read_text())
