"""The order of measuring: a small shop, a middling one, a big one, in one run on one machine."""

import os
from pathlib import Path

from tests.bench import browsing, closing, crowd, exporting, importing, labelling, selling, shop
from tests.bench.figures import Figure, table
from tests.browser import Site, free_port

SMALL, MIDDLING = 200, 10_000


def tell(folder: Path, big: int) -> None:
    for measure in (labelling.measure, importing.measure, crowd.measure):
        print(table(measure()), flush=True)
    figures: list[Figure] = []
    site = Site(folder, free_port())
    try:
        bench = site.do(shop.furnish)
        goods = site.do(shop.stock, bench, SMALL)
        figures += site.do(selling.measure, bench, goods)
        figures += site.do(closing.measure, bench, goods)
        for count in sorted({min(MIDDLING, big), big}):
            site.do(shop.fill, bench, count)
            site.start()
            figures += browsing.searching(count)
            figures += browsing.measure(site, bench, count, hurried=count == big)
            site.stop()
            figures += exporting.measure(folder) if count == big else []
            print(table(figures), flush=True)
            figures = []
    finally:
        site.close()


if __name__ == "__main__":
    tell(Path(os.environ["TEST_DATA_DIR"]), int(os.environ.get("BENCH_PRODUCTS", "100000")))
