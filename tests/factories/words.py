"""Gettext catalogues as ``compilemessages`` makes them."""

import struct
from pathlib import Path


def write_catalogue(folder: Path, domain: str, said: dict[str, str], *, language: str = "fr") -> None:
    """A compiled catalogue of ``said``; plural forms stand as "one\\0many" on both sides."""
    head = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n > 1);\n"
    rows = [(text.encode(), words.encode()) for text, words in sorted({"": head, **said}.items())]
    place = 28 + 16 * len(rows)
    tables: tuple[list[int], list[int]] = ([], [])
    texts = b""
    for side in (0, 1):
        for row in rows:
            tables[side].extend((len(row[side]), place + len(texts)))
            texts += row[side] + b"\0"
    head_row = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, 0)
    path = folder / language / "LC_MESSAGES" / f"{domain}.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head_row + struct.pack(f"<{4 * len(rows)}I", *tables[0], *tables[1]) + texts)
