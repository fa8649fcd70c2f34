"""The background looks here for the tasks of an app."""

from apps.purchasing.imports.tasks import begin_again as begin_again
from apps.purchasing.imports.tasks import clear_up as clear_up
from apps.purchasing.imports.tasks import work_on_import as work_on_import
