import pytest

from apps.audit.models import AuditEntry
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from apps.stores import enrolment
from apps.stores.models import Register
from tests.factories.stores import make_register

pytestmark = pytest.mark.django_db
MD = Actor(user_id=None, name="Ngozi MD")


def test_enrolling_gives_a_token_of_which_only_the_hash_is_kept() -> None:
    register = make_register()

    token = enrolment.enrol(register, device="  Chromium  ", by=MD)

    kept = Register.objects.get()
    assert (kept.token_hash, kept.epoch, kept.device, kept.enrolled_by) == (
        enrolment.hash_of(token),
        1,
        "Chromium",
        "Ngozi MD",
    )
    assert token not in str(Register.objects.values())
    assert enrolment.register_of(token) == register


def test_enrolling_another_device_makes_the_first_a_stranger() -> None:
    register = make_register()
    first = enrolment.enrol(register, device="one", by=MD)

    second = enrolment.enrol(register, device="two", by=MD)

    assert enrolment.register_of(first) is None
    assert enrolment.register_of(second) == register
    assert enrolment.former_register_of(first) == register


def test_leaving_makes_the_device_a_stranger() -> None:
    register = make_register()
    token = enrolment.enrol(register, device="one", by=MD)

    enrolment.leave(register, by=MD)

    assert enrolment.register_of(token) is None
    acts = AuditEntry.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts)[-2:] == ["stores.enrol", "stores.leave"]


def test_a_register_out_of_use_is_not_enrolled() -> None:
    register = make_register()
    before = AuditEntry.objects.count()
    Register.objects.update(is_active=False)
    register.refresh_from_db()

    with pytest.raises(Conflict):
        enrolment.enrol(register, device="one", by=MD)

    register.refresh_from_db()
    assert (register.epoch, register.token_hash, AuditEntry.objects.count()) == (0, "", before)


@pytest.mark.parametrize("token", ["", "1.1.forged", "1.1.forged:signature", "nonsense"])
def test_a_forged_token_is_nobody(token: str) -> None:
    make_register()

    assert enrolment.register_of(token) is None
    assert enrolment.former_register_of(token) is None
