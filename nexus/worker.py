"""Background tasks in threads beside the server: one process for the embedded default."""

from django.utils.module_loading import autodiscover_modules
from huey.consumer import Consumer
from huey.contrib.djhuey import HUEY

WORKERS = 2
LONGEST_PAUSE_SECONDS = 0.25  # a print job waits no longer than this for a worker that slept


class ThreadedConsumer(Consumer):
    """A consumer that lives inside another program."""

    def _set_signal_handlers(self) -> None:
        """SIGINT and SIGTERM belong to the server."""


_running: ThreadedConsumer | None = None


def start() -> None:
    """Begin to work; locks that a killed process left behind are lifted first."""
    global _running
    autodiscover_modules("tasks")  # huey knows only the tasks that were imported
    _running = ThreadedConsumer(
        HUEY, workers=WORKERS, worker_type="thread", max_delay=LONGEST_PAUSE_SECONDS, flush_locks=True
    )
    _running.start()


def stop() -> None:
    """End after the tasks at hand."""
    global _running
    if _running is not None:
        _running.stop(graceful=True)
        _running = None


def revive() -> None:
    """Replace workers that died; the server calls it now and then."""
    if _running is not None:
        _running.check_worker_health()


def is_alive() -> bool | None:
    """Whether every worker of this process lives; ``None`` when the work is done by another process."""
    if _running is None:
        return None
    return all(thread.is_alive() for _worker, thread in _running.worker_threads) and _running.scheduler.is_alive()
