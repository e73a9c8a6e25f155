"""PostgreSQL: what the server refuses, to whom, and how a guard that is gone is seen."""

import itertools

import psycopg
import pytest
from tests.ledger.make import claim, document
from tests.ledger.server import OWNER, READER, WRITER

from comity.errors import BadInput, BrokenChain, LedgerError, NewerLedger, NotALedger
from comity.ledger import Ledger, Ruling

_names = (f"roles_{number}" for number in itertools.count())


@pytest.fixture
def shared(server):
    """Name of a schema with a ledger that a writer appends to and a reader reads."""
    name = next(_names)
    with Ledger.create(server.url(name), writer=WRITER, reader=READER) as ledger:
        ledger.append([document(), claim(), Ruling(verb="accept", claim=claim().id)], by="ada")
    return name


def session(server, name, role):
    return psycopg.connect(
        f"host={server.folder} user={role} dbname=comity options=-csearch_path={name}", autocommit=True
    )


CHANGES = [
    "UPDATE claims SET sender = 'DEU'",
    "DELETE FROM rulings",
    "TRUNCATE documents",
    "INSERT INTO claims SELECT * FROM claims ON CONFLICT (id) DO UPDATE SET sender = 'DEU'",
    "MERGE INTO claims c USING claims d ON c.id = d.id WHEN MATCHED THEN DELETE",
    "UPDATE comity_versions SET version = 0",
]


@pytest.mark.parametrize("role", [OWNER, WRITER, READER])
@pytest.mark.parametrize("statement", CHANGES)
def test_no_role_has_the_right_to_change_a_row(server, shared, role, statement):
    with session(server, shared, role) as raw, pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute(statement)


@pytest.mark.parametrize("statement", [*CHANGES[:3], CHANGES[5]])
def test_the_triggers_refuse_even_who_has_the_right(server, shared, statement):
    """The superuser, also in a session that takes itself for a replica, which passes ordinary triggers by."""
    with session(server, shared, "postgres") as raw:
        for mode in ("origin", "replica"):
            raw.execute(f"SET session_replication_role = {mode}")
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="never changed or deleted"):
                raw.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE claims DISABLE TRIGGER ALL",
        "DROP TRIGGER claims_no_change ON claims",
        "DROP TABLE claims",
        "ALTER TABLE claims OWNER TO comity_writer",
        "GRANT UPDATE ON claims TO comity_writer",
        "INSERT INTO comity_versions VALUES (99, '', '', '')",
        "CREATE TABLE more (x int)",
        "SET session_replication_role = replica",
    ],
)
def test_the_writer_cannot_take_a_guard_down(server, shared, statement):
    with session(server, shared, WRITER) as raw:
        try:
            raw.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return
        # A GRANT by somebody who has nothing to give is a warning and changes nothing.
        assert statement.startswith("GRANT")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute(CHANGES[0])


def test_the_writer_appends_and_the_reader_reads(server, shared):
    with Ledger.open(server.url(shared, WRITER)) as ledger:
        assert ledger.append(claim("DEU"), by="grace").new == 1
        ledger.verify()
    with Ledger.open(server.url(shared, READER)) as ledger:
        assert ledger.verify().claims[0] == 2
        assert len(ledger.acts()) == 2
        with pytest.raises(LedgerError, match="nothing was written") as told:
            ledger.append(claim("ITA"))
        assert "ask the owner" in told.value.hint


BREACHES = {
    "a trigger taken down": ("DROP TRIGGER claims_no_change ON claims", "the guard 'claims_no_change' is gone"),
    "a trigger switched off": ("ALTER TABLE rulings DISABLE TRIGGER ALL", "the guard 'rulings_no_change' is gone"),
    "passed by in a replica": ("ALTER TABLE claims ENABLE TRIGGER claims_no_truncate", "claims_no_truncate"),
    "a function without teeth": (
        "CREATE OR REPLACE FUNCTION comity_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "is gone",
    ),
    "a right given": ("GRANT UPDATE ON claims TO comity_writer", "the role 'comity_writer' may update rows of claims"),
    "a right for all": ("GRANT DELETE ON claims TO PUBLIC", "the role 'PUBLIC' may delete rows of claims"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_verify_sees_a_guard_that_is_gone(server, shared, breach):
    statement, message = BREACHES[breach]
    with session(server, shared, "postgres") as raw:
        raw.execute(statement)
    with Ledger.open(server.url(shared)) as ledger, pytest.raises(BrokenChain) as told:
        ledger.verify()
    assert message in told.value.message
    assert "could have been changed" in told.value.message


@pytest.mark.parametrize("column", ["body", "recorded", "by", "hash", "id", "sender"])
def test_verify_names_the_row_that_was_changed(server, shared, column):
    with session(server, shared, "postgres") as raw:
        raw.execute("ALTER TABLE claims DISABLE TRIGGER claims_no_change")
        raw.execute(f'UPDATE claims SET "{column}" = "{column}" || \'.\'')
        raw.execute("ALTER TABLE claims ENABLE ALWAYS TRIGGER claims_no_change")
    with Ledger.open(server.url(shared)) as ledger, pytest.raises(BrokenChain, match="claims row 1"):
        ledger.verify()


def test_two_ledgers_live_in_one_database_beside_other_tables(server):
    with server.admin() as admin:
        admin.execute("CREATE TABLE IF NOT EXISTS public.claims (id int)")
    with Ledger.create(server.url(next(_names))) as one, Ledger.create(server.url(next(_names))) as two:
        one.append(claim())
        assert (one.head().claims[0], two.head().claims[0]) == (1, 0)


def test_a_newer_ledger_is_refused(server, shared):
    with session(server, shared, OWNER) as raw:
        raw.execute("INSERT INTO comity_versions VALUES (99, 'to come', '2030', '')")
    with pytest.raises(NewerLedger, match="upgrade comity"):
        Ledger.open(server.url(shared, WRITER))


def test_the_password_is_in_no_message(server):
    url = server.url("none").replace("comity_owner@", "comity_owner:s3cret@")
    with pytest.raises(NotALedger) as told:
        Ledger.open(url)
    assert "s3cret" not in str(told.value)


def test_addresses_that_lead_nowhere_are_told(server, tmp_path):
    nowhere = "postgresql://ada@localhost:1/acts"
    cases = {
        nowhere: (LedgerError, "check the host and port"),
        server.url("x").replace("/comity?", "/nothing?"): (LedgerError, "createdb"),
        server.url("x", "nobody_at_all"): (LedgerError, "check the name and the password"),
        server.url("Bad-Name"): (BadInput, "lower-case letters"),
        "mysql://ada@localhost/acts": (BadInput, "postgresql://USER@HOST/DATABASE"),
        "postgresql://ada@localhost:many/acts": (BadInput, "postgresql://USER@HOST/DATABASE"),
        server.url("no_ledger_here"): (NotALedger, "comity ledger init"),
    }
    for url, (error, hint) in cases.items():
        with pytest.raises(error) as told:
            Ledger.open(url)
        assert hint in told.value.hint, url


def test_a_ledger_is_not_made_twice_nor_for_a_role_that_is_not_there(server, shared):
    with pytest.raises(LedgerError, match="there is a ledger already"):
        Ledger.create(server.url(shared))
    name = next(_names)
    with pytest.raises(LedgerError, match="there is no role 'ada'") as told:
        Ledger.create(server.url(name), writer="ada")
    assert "CREATE ROLE ada LOGIN" in told.value.hint
    with pytest.raises(NotALedger):  # nothing of it was made
        Ledger.open(server.url(name))


def test_roles_are_for_servers(tmp_path):
    with pytest.raises(BadInput, match="only a ledger in PostgreSQL has roles"):
        Ledger.create(tmp_path / "acts.db", writer="ada")
