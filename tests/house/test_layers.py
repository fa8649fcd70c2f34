"""Keys follow the layers too: a key named by a string escapes the import linter, so the schema itself is walked."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from apps.stores.models import Shop


def heights() -> dict[str, int]:
    """How high each app stands, by the contract that the import linter reads."""
    tools = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["importlinter"]
    (layers,) = [told["layers"] for told in tools["contracts"] if told["name"] == "Apps depend downward only"]
    return {app.strip(" ()"): height for height, layer in enumerate(reversed(layers)) for app in layer.split("|")}


def keys_between_apps(owners: list[type[models.Model]]) -> Iterator[tuple[type[models.Model], str, type[models.Model]]]:
    for owner in owners:
        for field in owner._meta.get_fields():
            target = field.related_model
            if not (field.concrete and isinstance(target, type) and target.__module__.startswith("apps.")):
                continue
            if owner._meta.app_label != target._meta.app_label and target._meta.label != settings.AUTH_USER_MODEL:
                yield owner, field.name, target


def upward(owners: list[type[models.Model]]) -> list[str]:
    stands = heights()
    return [
        f"{owner._meta.label}.{name} -> {target._meta.label}"
        for owner, name, target in keys_between_apps(owners)
        if stands[target._meta.app_label] >= stands[owner._meta.app_label]
    ]


def test_keys_lead_downward() -> None:
    assert upward([model for model in apps.get_models() if model.__module__.startswith("apps.")]) == []


def test_a_key_that_leads_upward_is_noticed() -> None:
    class Lowly(models.Model):
        shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")

        class Meta:
            app_label = "core"

    try:
        assert upward([Lowly]) == ["core.Lowly.shop -> stores.Shop"]
    finally:
        del apps.all_models["core"]["lowly"]
        apps.clear_cache()


def test_every_app_has_its_place_and_is_installed() -> None:
    folders = {path.parent.name for path in Path("apps").glob("*/apps.py")}

    assert {config.label for config in apps.get_app_configs() if config.name.startswith("apps.")} == folders
    assert folders <= heights().keys()
