"""Who acts, from where: built at the edge, handed on explicitly, never found in a thread."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Actor:
    """``user_id`` is empty for the system itself; ``approver`` is the person who allowed what the user may not."""

    user_id: int | None
    name: str
    address: str = ""
    register_id: int | None = None
    register_name: str = ""
    shop_id: int | None = None
    approver_id: int | None = None
    approver_name: str = ""

    @classmethod
    def system(cls, name: str = "Nexus") -> "Actor":
        return cls(user_id=None, name=name)

    def approved_by(self, user_id: int, name: str) -> "Actor":
        return replace(self, approver_id=user_id, approver_name=name)
