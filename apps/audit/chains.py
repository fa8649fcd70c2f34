"""A chain is called as its shop is, so that people find it; the hashes know only its key."""

from apps.audit.models import AuditChain

COMPANY = "company"


def of_shop(shop_id: int) -> str:
    return f"shop:{shop_id}"


def entitle(shop_id: int, title: str) -> None:
    """Call the shop's chain ``title``, which begins the chain when it has no entry yet."""
    AuditChain.objects.update_or_create(name=of_shop(shop_id), defaults={"title": title[:120]})


def head_of(shop_id: int) -> tuple[int, str]:
    """The place and hash of the shop's last entry; 0 and nothing before the first."""
    head = AuditChain.objects.filter(name=of_shop(shop_id)).values_list("sequence", "head").first()
    return head or (0, "")
