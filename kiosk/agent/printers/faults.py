"""What may go wrong between the agent and a printer."""


class NotTaken(Exception):
    """Nothing was sent: it may be tried again."""


class BrokeOff(Exception):
    """Something was sent, and what became of it only the paper says."""


class Unfit(Exception):
    """The settings name a printer in a way that cannot work."""
