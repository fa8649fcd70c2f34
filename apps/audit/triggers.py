"""The database itself refuses to change or remove an audit entry, whoever asks and by whatever road."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "audit_auditentry"
REFUSAL = "An audit entry is never changed or removed."

INSTALL = {
    "sqlite": (
        f"CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        f"CREATE TRIGGER audit_entry_remains BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()",
        f"CREATE TRIGGER audit_entry_remains BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()",
    ),
    "microsoft": (
        f"CREATE TRIGGER audit_entry_stays ON {TABLE} INSTEAD OF UPDATE, DELETE AS "
        f"BEGIN SET NOCOUNT ON; THROW 51000, '{REFUSAL}', 1; END",
    ),
}
REMOVE = {
    "sqlite": ("DROP TRIGGER IF EXISTS audit_entry_stays", "DROP TRIGGER IF EXISTS audit_entry_remains"),
    "postgresql": (
        f"DROP TRIGGER IF EXISTS audit_entry_stays ON {TABLE}",
        f"DROP TRIGGER IF EXISTS audit_entry_remains ON {TABLE}",
        "DROP FUNCTION IF EXISTS audit_entry_refuse()",
    ),
    "microsoft": ("DROP TRIGGER IF EXISTS audit_entry_stays",),
}


def install(apps: Any, schema_editor: Any) -> None:
    """For ``RunPython`` in a migration; installing twice does no harm."""
    run(schema_editor.connection, REMOVE)
    run(schema_editor.connection, INSTALL)


def remove(apps: Any, schema_editor: Any) -> None:
    """The way back of the migration."""
    run(schema_editor.connection, REMOVE)


def run(connection: BaseDatabaseWrapper, statements: dict[str, tuple[str, ...]]) -> None:
    """Execute the statements meant for the connection's kind of database."""
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
