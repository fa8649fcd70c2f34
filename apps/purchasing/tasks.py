"""The background looks here for the tasks of an app."""

from apps.purchasing.imports.tasks import begin_again as begin_again
from apps.purchasing.imports.tasks import work_on_import as work_on_import
