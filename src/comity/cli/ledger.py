"""``comity ledger``: make, fill, read and check a ledger."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from comity.cli.options import Checked, Counting, On, RecordedBy
from comity.cli.output import account, json_line
from comity.errors import BadInput, BrokenChain
from comity.ledger import Ledger, Ruling
from comity.ledger.exchange import Read, as_lines, import_rows, read_rows, refuse_duplicates
from comity.ledger.rulings import VERBS

LedgerPath = Annotated[Path, typer.Argument(help="The ledger's file.", show_default=False)]
By = Annotated[str, typer.Option(help="Who writes; your account name where not given.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    group = typer.Typer(help="Make, fill, read and check a ledger of claims.", no_args_is_help=True)
    for command, name in (
        (init, "init"), (append, "append"), (rule, "rule"), (acts, "acts"), (show, "show"), (verify, "verify"),
        (export, "export"), (import_, "import"), (migrate, "migrate"),
    ):  # fmt: skip
        group.command(name)(command)
    app.add_typer(group, name="ledger")


def init(path: LedgerPath) -> None:
    """Make a new, empty ledger.

    \b
    Example:
      $ comity ledger init acts.db
    """
    Ledger.create(path).close()
    _note(f"made {path}")


def append(
    path: LedgerPath,
    inputs: Annotated[list[Path], typer.Argument(help="JSON Lines or CSV files; - is stdin.", show_default=False)],
    by: By = "",
    skip_duplicates: Annotated[bool, typer.Option(help="Let a row repeat an earlier one of the input.")] = False,
) -> None:
    """Append claims, documents and rulings: everything given, or nothing.

    JSON Lines hold one claim a line, or with "row" a claim, document or ruling. A .csv is a table of acts with the
    columns kind, sender, receiver, happened and others; it is kept as a document.

    \b
    Example:
      $ comity ledger append acts.db claims.jsonl
    """

    def found() -> Iterator[Read]:
        for source in inputs:
            with _open(source) as stream:
                form = "csv" if source.suffix.lower() == ".csv" else "jsonl"
                yield from read_rows(stream, str(source), form=form)

    with Ledger.open(path) as ledger:
        rows = found() if skip_duplicates else refuse_duplicates(found())
        done = ledger.append((row for _, row, _ in rows), by=by or account())
    _note(f"appended {done.new} rows; {done.known} were there already")
    json_line({"new": done.new, "known": done.known})


def rule(
    path: LedgerPath,
    verb: Annotated[str, typer.Argument(help="One of: " + ", ".join(VERBS) + ".", show_default=False)],
    claim: Annotated[str, typer.Argument(help="Id of the claim, or the beginning of it; for undo, of the ruling.")],
    other: Annotated[str, typer.Option(help="Second claim, for same-act and not-same-act.")] = "",
    field: Annotated[str, typer.Option(help="Field to correct.")] = "",
    value: Annotated[str, typer.Option(help="What the field should read.")] = "",
    because: Annotated[str, typer.Option(help="Why.")] = "",
    by: By = "",
) -> None:
    """Record a decision about a claim. The claim stays; the decision is a row of its own.

    \b
    Example:
      $ comity ledger rule acts.db reject 3f2a --because "read from a footnote"
    """
    fields = {key: text for key, text in (("other", other), ("field", field), ("value", value)) if text}
    with Ledger.open(path) as ledger:
        if verb not in VERBS:
            raise BadInput(f"a ruling cannot say {verb!r}", hint=f"one of: {', '.join(VERBS)}")
        ruling = ledger.rule(verb, claim, by=by or account(), because=because, **fields)
    json_line(ruling.to_dict())


def acts(
    path: LedgerPath,
    party: Annotated[str, typer.Option(help="Only acts with this party on either side.")] = "",
    sender: Annotated[str, typer.Option(help="Only acts by this party.")] = "",
    receiver: Annotated[str, typer.Option(help="Only acts towards this party.")] = "",
    kind: Annotated[list[str] | None, typer.Option(help="Only acts of this kind; may be repeated.")] = None,
    on: On = "",
    recorded_by: RecordedBy = "",
    counting: Counting = "documented",
    checked: Checked = False,
    implied: Annotated[bool, typer.Option(help="Also acts that others imply.")] = False,
) -> None:
    """Print the acts that the claims and rulings amount to, one JSON object a line.

    \b
    Example:
      $ comity ledger acts acts.db --receiver XKX --on 2020
    """
    with Ledger.open(path) as ledger:
        for act in ledger.acts(
            party=party, sender=sender, receiver=receiver, kind=kind or (), on=on or None,
            recorded_by=recorded_by or None, counting=counting, checked=checked, implied=implied,
        ):  # fmt: skip
            json_line(act.to_dict())


def show(
    path: LedgerPath,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of a claim or act, or the beginning of a claim's.")],
) -> None:
    """Print a claim with its rulings, or an act with its claims, and the document each was read from.

    \b
    Example:
      $ comity ledger show acts.db recognise:RUS:AFG/emirate-2021:2025-07-03
    """
    with Ledger.open(path) as ledger:
        if ":" in id_:
            party = id_.split(":")[1]
            found = [act for act in ledger.acts(party=party, counting="claimed", implied=True) if act.id == id_]
            if not found:
                raise BadInput(f"there is no act {id_!r}", where=str(path), hint="see `comity ledger acts`")
            ids = [*found[0].support, *found[0].contradicted_by]
            json_line({"act": found[0].to_dict(), "claims": [_claim(ledger, id_) for id_ in dict.fromkeys(ids)]})
        else:
            json_line(_claim(ledger, ledger.claim(id_).row.id))


def verify(path: LedgerPath) -> None:
    """Hold every row against its hash and the row before; exit 1 and name the first that does not fit.

    \b
    Example:
      $ comity ledger verify acts.db
    """
    with Ledger.open(path) as ledger:
        try:
            head = ledger.verify(_progress if sys.stderr.isatty() else None)
        except BrokenChain as error:
            from comity.cli import report

            report(error)
            raise typer.Exit(1) from None
    json_line(head.to_dict())


def export(path: LedgerPath) -> None:
    """Print every row as JSON Lines: documents, claims, rulings, each with when and by whom it was recorded.

    \b
    Example:
      $ comity ledger export acts.db > acts.jsonl
    """
    with Ledger.open(path) as ledger:
        for line in as_lines(ledger.rows()):
            sys.stdout.write(line)


def import_(
    path: LedgerPath,
    source: Annotated[Path, typer.Argument(help="What `comity ledger export` wrote; - is stdin.")],
    by: By = "",
) -> None:
    """Append an export, whole or not at all. An empty ledger becomes a copy with the same hashes.

    \b
    Example:
      $ comity ledger import copy.db acts.jsonl
    """
    with Ledger.open(path) as ledger, _open(source) as stream:
        done = import_rows(ledger, read_rows(stream, str(source)), by=by)
    _note(f"imported {done.new} rows; {done.known} were there already")
    json_line({"new": done.new, "known": done.known})


def migrate(path: LedgerPath) -> None:
    """Bring a ledger that an earlier comity wrote up to this version; its rows and hashes stay as they are.

    \b
    Example:
      $ comity ledger migrate acts.db
    """
    done = Ledger.migrate(path)
    _note(f"applied {len(done)} migrations")
    json_line({"applied": done})


def _claim(ledger: Ledger, id_: str) -> dict[str, Any]:
    recorded = ledger.claim(id_)
    document = ledger.document(recorded.row.document)
    about = {key: value for key, value in document.to_dict().items() if key != "text"} if document else None
    rulings = [one.to_dict() for one in ledger.rulings(claim=recorded.row.id) if isinstance(one.row, Ruling)]
    return {**recorded.to_dict(), "rulings": rulings, "document_kept": about}


@contextlib.contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        raise BadInput(f"cannot be opened: {error.strerror}", where=str(path), hint="check the name") from None
    with stream:
        yield stream


def _note(text: str) -> None:
    print(text, file=sys.stderr)


def _progress(table: str, done: int, total: int) -> None:
    print(f"\r{table}: {done:,} of {total:,} rows", end="\n" if done == total else "", file=sys.stderr)
