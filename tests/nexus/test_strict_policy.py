"""The back office works without eval and inline styles: every Alpine expression is one that the CSP build can read."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import unfold

from nexus.colours import SHEET, stylesheet

ROOT = Path(__file__).resolve().parents[2]
READER = Path(__file__).parent / "read_expressions.mjs"
OURS = ROOT / "nexus" / "templates"
THEIRS = Path(unfold.__file__).parent
UNUSED = (
    "table_inline_formset",
    "trix",
    "numeric_slider",
    "constance",
    "modeltranslation",
    "guardian",
    "location_field",
)
ATTRIBUTE = re.compile(
    r"""\s((?:x-(?:data|init|bind|on|show|text|html|model|effect|if|for|sort|anchor|resize|modelable)|@|:)[\w.:-]*)
        =(?:"([^"]*)"|'([^']*)')""",
    re.VERBOSE,
)
NOT_EVALUATED = ("x-for",)
NEVER_DRAWN = (
    '<style id="unfold-theme-colors">',  # the site gives it no colours
    "<style>\n            #changelist table",  # only for a list whose actions stand nowhere
)


def templates() -> list[Path]:
    """What is really shown: unfold's own, where none of ours stands before it, and ours."""
    ours = {path.relative_to(OURS): path for path in OURS.rglob("*.html")}
    theirs = {
        path.relative_to(folder): path
        for folder in (THEIRS / "templates", *THEIRS.glob("contrib/*/templates"))
        for path in folder.rglob("*.html")
        if not any(part in str(path) for part in UNUSED)
    }
    more = [path for folder in ("apps", "kiosk") for path in (ROOT / folder).rglob("templates/**/*.html")]
    return [*(theirs | ours).values(), *more]


def filled(text: str) -> str:
    """The template as one of the pages it may become: every branch stays, every value is a plain one."""
    text = re.sub(r"{%\s*else\s*%}.*?{%\s*endif\s*%}", "", text, flags=re.DOTALL)
    text = re.sub(r"{{[^}]*\|length\s*}}", "1", text)
    return re.sub(r"{{.*?}}", "value", re.sub(r"{%.*?%}|{#.*?#}", "", text, flags=re.DOTALL), flags=re.DOTALL)


def expressions(path: Path) -> list[str]:
    found = ATTRIBUTE.findall(filled(path.read_text(encoding="utf-8")))
    values = [double or single for name, double, single in found if not name.startswith(NOT_EVALUATED)]
    return [value for value in values if value.strip()]


def test_every_alpine_expression_can_be_read() -> None:
    found = sorted({expression for path in templates() for expression in expressions(path)})

    read = subprocess.run(["node", str(READER)], input=json.dumps(found), capture_output=True, text=True, check=True)

    assert len(found) > 80
    assert json.loads(read.stdout) == []


def test_the_reader_refuses_what_the_build_cannot_run() -> None:
    asked = ["open = !open", "() => open", "if (open) close()"]

    read = subprocess.run(["node", str(READER)], input=json.dumps(asked), capture_output=True, text=True, check=True)

    assert [complaint["expression"] for complaint in json.loads(read.stdout)] == asked[1:]


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_no_template_has_inline_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for never_drawn in NEVER_DRAWN:
        text = text.replace(never_drawn, "")

    assert re.findall(r"""\sstyle=["']|<style|<script(?![^>]*\ssrc=)[^>]*>|\son\w+=["']""", text) == []


def test_the_colours_are_those_of_the_settings() -> None:
    assert SHEET.read_text(encoding="utf-8") == stylesheet(), "run `manage.py write_colours`"
