"""Bars of a code in a page, drawn as the label draws them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.printing import codes

register = template.Library()
HEIGHT = 40


@register.simple_tag
def bars(code: str) -> SafeString:
    """An SVG on white, with quiet zones, so that a scanner reads it from the screen."""
    modules = codes.modules(code)
    path = "".join(f"M{left} 0h{width}v{HEIGHT}h-{width}z" for left, width in codes.stripes(modules))
    quiet = codes.QUIET_MODULES
    return format_html(
        '<svg class="bars" viewBox="{} 0 {} {}" preserveAspectRatio="none" shape-rendering="crispEdges" role="img"'
        ' aria-label="{}"><path d="{}"></path></svg>',
        *(-quiet, len(modules) + 2 * quiet, HEIGHT, code, path),
    )
