"""What till and display say in another language than English: gettext's domain ``djangojs``, carried by their pages."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JSONCatalog

COUNTED = 200  # rules of plural look at the last two figures of larger numbers


class _Ours(JSONCatalog):
    """The house's own catalogues, without those of the packages."""

    def get_paths(self, packages: Any) -> list[str]:
        return [str(path) for path in settings.LOCALE_PATHS]


def of_page() -> dict[str, Any] | None:
    """``{catalog, forms}`` in the language of the request; None when it is said in English."""
    view = _Ours()
    view.translation = DjangoTranslation(get_language() or settings.LANGUAGE_CODE, "djangojs", view.get_paths(None))
    catalog = {text: said for text, said in view.get_catalog().items() if said and any(said)}
    return {"catalog": catalog, "forms": list(map(view.translation.plural, range(COUNTED)))} if catalog else None


def files() -> list[Path]:
    """Every compiled catalogue: a page that a browser keeps is outdated when one changes."""
    return sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("djangojs.mo"))
