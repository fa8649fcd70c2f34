"""Jobs on their way to the printer."""


def serve_job(job_id: int) -> None:
    """Print the job when it is due."""


def serve_all() -> None:
    """Print whatever is due."""
