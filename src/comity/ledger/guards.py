"""Guards: what the database itself refuses, and how their absence is seen."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from comity.ledger.schema import TABLES, metadata

__all__ = ["breaches", "put_up"]

GUARDED = (*TABLES, "comity_versions")


def put_up(connection: sa.Connection) -> None:
    """Make the database refuse to change, delete or replace a row of a ledger just made."""
    for statement in (_sqlite() if connection.dialect.name == "sqlite" else _postgresql()).values():
        connection.exec_driver_sql(statement)


def breaches(connection: sa.Connection) -> list[str]:
    """What is wrong with the guards, in words; empty where they stand as they were put up."""
    return _sqlite_breaches(connection) if connection.dialect.name == "sqlite" else _postgresql_breaches(connection)


def _sqlite() -> dict[str, str]:
    """Trigger -> the statement that makes it.

    An ``INSERT OR REPLACE`` deletes without firing a delete trigger, so an id that is there already is refused, and
    so is a number that is not the next: of two writers that read one head, only one can go on from it.
    """
    statements = {}
    for name in GUARDED:
        for event in ("UPDATE", "DELETE"):
            statements[f"{name}_no_{event.lower()}"] = (
                f"CREATE TRIGGER {name}_no_{event.lower()} BEFORE {event} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, 'a ledger row is never changed or deleted ({name})'); END"
            )
        if name == "comity_versions":
            wrong = "NEW.version <= (SELECT max(version) FROM comity_versions)"
        else:
            wrong = (
                f"NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM {name}) "
                f"OR EXISTS (SELECT 1 FROM {name} WHERE id = NEW.id)"
            )
        statements[f"{name}_no_replace"] = (
            f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} WHEN {wrong} "
            f"BEGIN SELECT RAISE(ABORT, 'a ledger row is never replaced or put between others ({name})'); END"
        )
    return statements


def _sqlite_breaches(connection: sa.Connection) -> list[str]:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    found = {row.name: row.sql for row in connection.exec_driver_sql(query)}
    gone = [f"the guard {name!r} is gone" for name, sql in sorted(_sqlite().items()) if found.get(name) != sql]
    shapes = _shapes(connection)
    return gone + [f"the table {name!r} is not as it was made" for name, one in _made().items() if shapes[name] != one]


@lru_cache(maxsize=1)
def _made() -> dict[str, Any]:
    """The shapes of the tables of a ledger just made."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        metadata.create_all(connection)
        return _shapes(connection)


def _shapes(connection: sa.Connection) -> dict[str, Any]:
    """Table -> its columns with their types, and its indexes, as SQLite has understood them."""

    def about(what: str, name: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in connection.exec_driver_sql(f'PRAGMA {what}("{name}")')]

    return {
        name: (
            about("table_xinfo", name),
            sorted((row[1:], about("index_xinfo", row[1])) for row in about("index_list", name)),
        )
        for name in GUARDED
    }


_REFUSE = """
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
    MESSAGE = 'a ledger row is never changed or deleted (' || TG_TABLE_NAME || ')';
END
"""


def _postgresql() -> dict[str, str]:
    """Guard -> the statement that makes it; triggers stop the owner too, privileges stop before they are asked.

    ``ENABLE ALWAYS``: otherwise a session in ``session_replication_role = replica`` would pass them by.
    """
    refuse = f"CREATE FUNCTION comity_refuse() RETURNS trigger LANGUAGE plpgsql AS $comity${_REFUSE}$comity$"
    statements = {"comity_refuse": refuse}
    for name in GUARDED:
        statements[f"{name}_no_change"] = (
            f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION comity_refuse()"
        )
        statements[f"{name}_no_truncate"] = (
            f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION comity_refuse()"
        )
        for trigger in ("no_change", "no_truncate"):
            statements[f"{name}_{trigger} always"] = f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {name}_{trigger}"
        statements[f"{name} owner"] = f"REVOKE UPDATE, DELETE, TRUNCATE ON {name} FROM CURRENT_USER, PUBLIC"
    return statements


def _postgresql_breaches(connection: sa.Connection) -> list[str]:
    wanted = {f"{name}_{trigger}": name for name in GUARDED for trigger in ("no_change", "no_truncate")}
    # tgtype: 1 row, 2 before, 8 delete, 16 update, 32 truncate (pg_trigger.h)
    types = {"no_change": 1 + 2 + 8 + 16, "no_truncate": 2 + 32}
    query = """
        SELECT t.tgname, c.relname, t.tgenabled = 'A' AND t.tgqual IS NULL AND p.prosrc = %(refuse)s AS stands, t.tgtype
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema()"""
    standing = set()
    for row in connection.exec_driver_sql(query, {"refuse": _REFUSE}):
        kind = row.tgname.removeprefix(f"{row.relname}_")
        if row.stands and wanted.get(row.tgname) == row.relname and types.get(kind) == row.tgtype:
            standing.add(row.tgname)
    found = [f"the guard {name!r} is gone" for name in sorted(set(wanted) - standing)]
    grants = """
        SELECT c.relname, coalesce(r.rolname, 'PUBLIC') AS role, lower(a.privilege_type) AS verb
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
        LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE n.nspname = current_schema() AND c.relname = ANY(%(tables)s)
          AND a.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE') ORDER BY 1, 2, 3"""
    for row in connection.exec_driver_sql(grants, {"tables": list(GUARDED)}):
        found.append(f"the role {row.role!r} may {row.verb} rows of {row.relname}")
    return found
