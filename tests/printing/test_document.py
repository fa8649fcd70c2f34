"""The neutral document goes to JSON and back unchanged; anything else is refused by its block."""

import json
from typing import Any

import pytest

from apps.printing.document import (
    QR,
    Align,
    Barcode,
    Columns,
    Cut,
    Document,
    Drawer,
    Feed,
    Picture,
    Rule,
    Size,
    Text,
    UnreadableDocument,
    from_json,
    to_json,
)
from tests.factories.printing import sample_receipt

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
EVERY_BLOCK = Document(
    "Everything",
    [
        Text("₦ ọ", align="right", size="large", bold=True),
        Columns([("a", 1, "left"), ("b", 0, "right")], size=Size.TALL, bold=True),
        Rule("double"),
        Barcode("2000000000015"),
        QR("https://nexus.example/r/1/"),
        Picture(DOT, align="left"),
        Feed(3),
        Cut(),
        Drawer(),
    ],
)


@pytest.mark.parametrize("document", [EVERY_BLOCK, sample_receipt(), Document("Empty")])
def test_document_survives_json(document: Document) -> None:
    assert from_json(to_json(document)) == document


def test_document_takes_plain_words_for_its_choices() -> None:
    assert Text("a", align="center") == Text("a", align=Align.CENTER)


def test_json_is_as_it_was_stored_by_earlier_versions() -> None:
    document = Document("T", [Columns([("Total", 1, "left"), ("₦5.00", 0, "right")]), Cut()])

    assert json.loads(to_json(document)) == {
        "title": "T",
        "blocks": [
            {
                "kind": "columns",
                "cells": [["Total", 1, "left"], ["₦5.00", 0, "right"]],
                "size": "normal",
                "bold": False,
            },
            {"kind": "cut"},
        ],
    }


@pytest.mark.parametrize(
    ("read", "sentence"),
    [
        ([], "it has a title and blocks"),
        ({"title": "T"}, "it has a title and blocks"),
        ({"title": "", "blocks": []}, "a document has a title"),
        ({"title": "T", "blocks": {}}, "its blocks are a list"),
        ({"title": "T", "blocks": [{"kind": "script"}]}, "block 1 is of no known kind"),
        ({"title": "T", "blocks": [{"kind": "cut"}, "cut"]}, "block 2 is of no known kind"),
        ({"title": "T", "blocks": [{"kind": "text"}]}, "block 1 lacks a value"),
        ({"title": "T", "blocks": [{"kind": "text", "text": 5}]}, "a text is text"),
        ({"title": "T", "blocks": [{"kind": "text", "text": "a", "colour": 1}]}, "block 1 (text) has no colour"),
        (
            {"title": "T", "blocks": [{"kind": "text", "text": "a", "align": "top"}]},
            "'top' is none of left, center, right",
        ),
        ({"title": "T", "blocks": [{"kind": "feed", "lines": 400}]}, "paper is fed by 1 to 20 lines"),
        ({"title": "T", "blocks": [{"kind": "columns", "cells": []}]}, "a row has 1 to 8 cells"),
        (
            {"title": "T", "blocks": [{"kind": "columns", "cells": [["a", 1]]}]},
            "a cell is text, share and alignment",
        ),
        ({"title": "T", "blocks": [{"kind": "picture", "png": "aGVsbG8="}]}, "a picture is a PNG"),
        ({"title": "T", "blocks": [{"kind": "barcode", "code": "ọ"}]}, "a barcode is 1 to 24 characters"),
    ],
)
def test_json_of_another_shape_is_refused_by_its_block(read: Any, sentence: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        from_json(json.dumps(read))

    assert refused.value.sentence == f"This print document cannot be read: {sentence}."


def test_text_that_is_no_json_is_refused() -> None:
    with pytest.raises(UnreadableDocument):
        from_json("\x1b@")
