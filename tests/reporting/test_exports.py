"""Exports that take a while: asked for once, written once, fetched by whoever asked, gone after some days."""

import csv
import json
import os
from collections.abc import Sequence
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from apps.audit.models import AuditEntry
from apps.core import background, clock
from apps.core.actor import Actor
from apps.core.export_page import Format, Wanted
from apps.core.refusals import Conflict, NotFound
from apps.core.resources import Column
from apps.customers.models import Customer
from apps.customers.resources import CustomerResource
from apps.reporting import export_cleaning, export_work, exports
from apps.reporting.models import Export
from apps.users.models import Role, User
from tests.factories.customers import make_customer
from tests.factories.stores import make_shop
from tests.factories.users import make_md, make_user

pytestmark = pytest.mark.django_db
State = Export.State


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ada() -> User:
    return make_md(make_shop())


def by(person: User) -> Actor:
    return Actor(user_id=person.pk, name=str(person), address="10.0.0.7")


def wanted(keys: Sequence[int], columns: Sequence[str] = ("name", "phone"), kind: str = Format.CSV) -> Wanted:
    return Wanted("customers.customer", "Customers", kind, columns, "Frequent: yes", keys)


def keys_of(*customers: Customer) -> list[int]:
    return [customer.pk for customer in customers]


def asked(person: User, *customers: Customer, **changes: Any) -> Export:
    return exports.ask(wanted(keys_of(*customers), **changes), by=by(person))


def worked(export: Export) -> Export:
    export_work.work_on(export.pk)
    export.refresh_from_db()
    return export


def lines_of(export: Export, person: User) -> list[list[str]]:
    return list(csv.reader(StringIO(exports.take(export, by=by(person)).decode("utf-8-sig"))))


def acts() -> list[str]:
    return list(AuditEntry.objects.filter(act__startswith="reporting").order_by("pk").values_list("act", flat=True))


def test_the_file_holds_the_rows_that_were_asked_for_in_their_order(ada: User) -> None:
    first, second = (
        make_customer(name="Bola", phone="+2348031111111"),
        make_customer(name="Ada", phone="+2348032222222"),
    )
    make_customer(name="Nobody asked for me")

    export = worked(asked(ada, second, first))

    assert (export.state, export.count, export.keys) == (State.DONE, 2, None)
    assert lines_of(export, ada) == [["Name", "Phone"], ["Ada", "'+2348032222222"], ["Bola", "'+2348031111111"]]


def test_an_export_is_on_record_with_who_what_and_how_much(ada: User) -> None:
    export = asked(ada, make_customer())

    entry = AuditEntry.objects.get(act="reporting.export")
    assert (entry.user_name, entry.subject_name, entry.subject_key) == (str(ada), "Customers", str(export.pk))
    assert json.loads(entry.facts) == {
        "list": "customers.customer",
        "columns": ["name", "phone"],
        "filters": "Frequent: yes",
        "format": "csv",
        "rows": 1,
    }


def test_a_small_export_is_made_at_once_and_on_record(ada: User) -> None:
    customer = make_customer(name="Bola")
    columns = [CustomerResource.fields["name"]]

    content = exports.hand_out(wanted(keys_of(customer), ["name"]), Customer.objects.all(), columns, by=by(ada))

    assert content.decode("utf-8-sig") == "Name\r\nBola\r\n"
    assert acts() == ["reporting.export"]
    assert not Export.objects.exists()


def test_what_is_begun_twice_is_written_once(ada: User) -> None:
    export = worked(asked(ada, make_customer()))
    name = export.file.name

    assert worked(export).file.name == name
    assert export.tries == 1


def test_whoever_lost_the_right_meanwhile_gets_no_file(ada: User) -> None:
    export = asked(ada, make_customer())
    ada.groups.clear()

    worked(export)

    assert (export.state, bool(export.file), export.keys) == (State.FAILED, False, None)
    assert export.said == "You may not export this list any more."


def test_a_column_that_one_may_not_see_any_more_makes_no_file(ada: User) -> None:
    export = exports.ask(Wanted("catalog.product", "Products", Format.CSV, ["product", "cost"], "", [1]), by=by(ada))
    role = Role.objects.get(key="md")
    role.permissions.remove(*role.permissions.filter(codename="view_cost"))

    worked(export)

    assert (export.state, export.said) == (
        State.FAILED,
        "You may not see all of these columns any more. Export the list once more.",
    )


def test_a_row_beyond_reach_is_left_out(ada: User) -> None:
    """Customers are everybody's; receipts, shifts and the like belong to shops."""
    here, there = make_shop(), make_shop()
    manager = make_user(here, role="manager")
    keys = [make_user(here).pk, make_user(there).pk]
    manager.groups.get().permissions.add(*Role.objects.get(key="md").permissions.filter(codename="view_user"))

    export = worked(exports.ask(Wanted("users.user", "Users", Format.CSV, ["username"], "", keys), by=by(manager)))

    assert lines_of(export, manager) == [["User name"], [User.objects.get(pk=keys[0]).username]]


def test_an_export_that_waits_is_stopped_at_once(ada: User) -> None:
    export = asked(ada, make_customer())

    exports.stop(export, by=by(ada))

    assert (worked(export).state, bool(export.file)) == (State.CANCELLED, False)
    assert acts() == ["reporting.export", "reporting.stop_export"]


def test_an_export_that_is_being_written_is_stopped_at_the_next_word(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = asked(ada, make_customer())
    pressing_stop = Column("Name", "name", shown=lambda name: exports.stop(export, by=by(ada)) or name)
    monkeypatch.setitem(CustomerResource.fields, "name", pressing_stop)
    monkeypatch.setattr(background, "PAUSE_SECONDS", 0)

    worked(export)

    assert (export.state, bool(export.file), export.keys) == (State.CANCELLED, False, None)
    assert acts() == ["reporting.export", "reporting.stop_export"]


def test_an_export_whose_writer_died_is_stopped_at_once_and_not_begun_again(ada: User) -> None:
    export = asked(ada, make_customer())
    Export.objects.filter(pk=export.pk).update(claim="dead", claimed_at=clock.now() - timedelta(minutes=5))

    exports.stop(export, by=by(ada))
    export_work.begin_again()

    export.refresh_from_db()
    assert (export.state, bool(export.file)) == (State.CANCELLED, False)


def test_a_file_that_was_lost_is_told_so(ada: User) -> None:
    export = worked(asked(ada, make_customer()))
    Path(export.file.path).unlink()

    with pytest.raises(NotFound, match="Export the list once more"):
        exports.take(export, by=by(ada))

    assert acts() == ["reporting.export"]


def test_what_is_over_cannot_be_stopped(ada: User) -> None:
    export = worked(asked(ada, make_customer()))

    with pytest.raises(Conflict, match="not being made any more"):
        exports.stop(export, by=by(ada))

    assert export.state == State.DONE
    assert acts() == ["reporting.export"]


def test_nobody_has_more_than_five_of_them_made_at_a_time(ada: User) -> None:
    customer = make_customer()
    for _ in range(exports.MOST_WAITING):
        asked(ada, customer)

    with pytest.raises(Conflict, match="5 of your exports"):
        asked(ada, customer)

    assert Export.objects.count() == exports.MOST_WAITING
    assert len(acts()) == exports.MOST_WAITING


def test_work_that_died_with_its_process_is_begun_again(ada: User) -> None:
    export = asked(ada, make_customer())
    long_ago = clock.now() - timedelta(minutes=5)
    Export.objects.filter(pk=export.pk).update(claim="dead", claimed_at=long_ago, tries=1)

    export_work.begin_again()

    export.refresh_from_db()
    assert (export.state, export.tries) == (State.DONE, 2)


def test_what_ended_its_process_three_times_is_given_up(ada: User) -> None:
    export = asked(ada, make_customer())
    long_ago = clock.now() - timedelta(minutes=5)
    Export.objects.filter(pk=export.pk).update(claim="dead", claimed_at=long_ago, tries=3)

    export_work.begin_again()

    export.refresh_from_db()
    assert (export.state, export.said) == (
        State.FAILED,
        "The server stopped each time it was made. Ask for fewer rows or columns.",
    )


def test_one_is_written_at_a_time_and_the_next_follows(ada: User) -> None:
    first, second = asked(ada, make_customer()), asked(ada, make_customer())
    Export.objects.filter(pk=first.pk).update(claim="somebody", claimed_at=clock.now())

    with background.Work(first.key):
        export_work.work_on(second.pk)
    waited = Export.objects.get(pk=second.pk).state
    Export.objects.filter(pk=first.pk).update(claim="")
    export_work.work_on(first.pk)

    assert waited == State.WAITING
    assert set(Export.objects.values_list("state", flat=True)) == {State.DONE}


def test_files_are_removed_after_some_days(ada: User) -> None:
    export = worked(asked(ada, make_customer()))
    path = Path(export.file.path)
    kept = worked(asked(ada, make_customer()))
    Export.objects.filter(pk=export.pk).update(created_at=clock.now() - export_cleaning.KEPT - timedelta(hours=1))

    assert export_cleaning.clean_up() == 1

    assert not path.exists()
    assert list(Export.objects.all()) == [kept]
    assert Path(kept.file.path).exists()
    assert export_cleaning.clean_up() == 0


def test_a_file_that_nobody_noted_is_removed_too(ada: User) -> None:
    kept = worked(asked(ada, make_customer()))
    lost = Path(kept.file.path).with_name("lost.csv")
    lost.write_text("Name")
    long_ago = (clock.now() - export_cleaning.KEPT - timedelta(hours=1)).timestamp()
    os.utime(lost, (long_ago, long_ago))

    assert export_cleaning.clean_up() == 0

    assert [path.name for path in lost.parent.iterdir()] == [Path(kept.file.name).name]
