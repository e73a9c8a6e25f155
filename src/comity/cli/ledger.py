"""``comity ledger``: make, fill, read and check a ledger."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from comity.cli.options import Checked, Counting, On, RecordedBy
from comity.cli.output import account, json_line
from comity.errors import BadInput, BrokenChain, NotALedger
from comity.ledger import Appended, Head, Ledger, Ruling
from comity.ledger.ahead import SMALL, read_ahead
from comity.ledger.database import BUSY_SECONDS, is_url
from comity.ledger.exchange import form_of, import_rows, read_rows, refuse_duplicates
from comity.ledger.exports import FORMATS
from comity.ledger.rows import Ready, Row
from comity.ledger.rulings import VERBS
from comity.ledger.schema import TABLES

LedgerPlace = Annotated[
    str, typer.Argument(metavar="LEDGER", help="A file, or postgresql://USER@HOST/DATABASE.", show_default=False)
]
By = Annotated[str, typer.Option(help="Who writes; your account name where not given.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    group = typer.Typer(help="Make, fill, read and check a ledger of claims.", no_args_is_help=True)
    for command, name in (
        (init, "init"), (append, "append"), (rule, "rule"), (acts, "acts"), (show, "show"), (verify, "verify"),
        (checkpoint, "checkpoint"), (copy, "copy"), (export, "export"), (import_, "import"), (migrate, "migrate"),
    ):  # fmt: skip
        group.command(name)(command)
    app.add_typer(group, name="ledger")


def init(
    place: LedgerPlace,
    bundled: Annotated[bool, typer.Option("--bundled", help="Begin with the rows of the bundled record.")] = False,
    writer: Annotated[str, typer.Option(help="PostgreSQL: a role that may read and append.")] = "",
    reader: Annotated[str, typer.Option(help="PostgreSQL: a role that may read.")] = "",
) -> None:
    """Make a new ledger: empty, or with the bundled record in it to build on.

    In PostgreSQL it is made in the schema comity, or in that of ?schema=NAME, and belongs to the role of the address;
    that role migrates it later. Give everyday work to a --writer, who can change nothing.

    \b
    Example:
      $ comity ledger init acts.db
      $ comity ledger init own.db --bundled
    """
    with Ledger.create(place, writer=writer, reader=reader) as ledger:
        if bundled:
            # Imported here: no other verb of the ledger needs the record and all that stands on it.
            from comity.record.bundled import fill

            fill(ledger)
        _note(f"made {ledger.place}")


def append(
    place: LedgerPlace,
    inputs: Annotated[
        list[Path],
        typer.Argument(metavar="FILES", help="JSON Lines, CSV or Parquet files; - is stdin.", show_default=False),
    ],
    by: By = "",
    skip_duplicates: Annotated[bool, typer.Option(help="Let a row repeat an earlier one of the input.")] = False,
    every: Annotated[
        int, typer.Option(min=0, help="Write in batches of this many rows; 0 is one batch of everything.")
    ] = 0,
) -> None:
    """Append claims, documents and rulings: everything given, or nothing.

    JSON Lines and Parquet hold one claim a line or row, or with "row" a claim, document or ruling. A .csv is a table
    of acts with the columns kind, sender, receiver, happened and others; it is kept as a document.

    With --every, each batch is whole, and after a fault the batches before it are there: give the same input again,
    and it goes on where it was. Rows that repeat earlier ones add nothing.

    \b
    Example:
      $ comity ledger append acts.db claims.jsonl
    """

    def found() -> Iterator[tuple[str, Row | Ready, dict[str, str]]]:
        for source in inputs:
            form = form_of(source)
            if form != "csv" and source.is_file() and source.stat().st_size > SMALL:
                yield from read_ahead(source, form=form)
                continue
            with _open(source) as stream:
                yield from read_rows(stream, str(source), form=form)

    with _ledger(place) as ledger:
        rows = found() if skip_duplicates or every else refuse_duplicates(found())
        if every:
            bare = (row for _, row, _ in rows)
            done = ledger.append_in_parts(bare, by=by or account(), part=every, progress=_progress_of_append)
        else:
            done = ledger.append((row for _, row, _ in rows), by=by or account())
    _note(f"appended {done.new} rows; {done.known} were there already")
    json_line({"new": done.new, "known": done.known})


def rule(
    place: LedgerPlace,
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
    with _ledger(place) as ledger:
        if verb not in VERBS:
            raise BadInput(f"a ruling cannot say {verb!r}", hint=f"one of: {', '.join(VERBS)}")
        ruling = ledger.rule(verb, claim, by=by or account(), because=because, **fields)
    json_line(ruling.to_dict())


def acts(
    place: LedgerPlace,
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
    with _ledger(place) as ledger:
        for act in ledger.acts(
            party=party, sender=sender, receiver=receiver, kind=kind or (), on=on or None,
            recorded_by=recorded_by or None, counting=counting, checked=checked, implied=implied,
        ):  # fmt: skip
            json_line(act.to_dict())


def show(
    place: LedgerPlace,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of a claim or act, or the beginning of a claim's.")],
) -> None:
    """Print a claim with its rulings, or an act with its claims, and the document each was read from.

    \b
    Example:
      $ comity ledger show acts.db recognise:RUS:AFG/emirate-2021:2025-07-03
    """
    with _ledger(place) as ledger:
        if ":" in id_:
            party = id_.split(":")[1]
            found = [act for act in ledger.acts(party=party, counting="claimed", implied=True) if act.id == id_]
            if not found:
                raise BadInput(f"there is no act {id_!r}", where=place, hint="see `comity ledger acts`")
            ids = [*found[0].support, *found[0].contradicted_by]
            json_line({"act": found[0].to_dict(), "claims": [_claim(ledger, id_) for id_ in dict.fromkeys(ids)]})
        else:
            json_line(_claim(ledger, ledger.claim(id_).row.id))


def verify(
    place: LedgerPlace,
    since: Annotated[
        str, typer.Option(metavar="FILE", help="A checkpoint that the ledger must have gone through; - is stdin.")
    ] = "",
) -> None:
    """Hold every row against its hash and the row before; exit 1 and name the first that does not fit.

    \b
    Examples:
      $ comity ledger verify acts.db
      $ comity ledger verify acts.db --since checkpoint.json
    """
    published = _checkpoint(since) if since else None
    with _ledger(place) as ledger:
        try:
            head = ledger.verify(_progress if sys.stderr.isatty() else None, since=published)
        except BrokenChain as error:
            from comity.cli import report

            report(error)
            raise typer.Exit(1) from None
    json_line(head.to_dict())


def checkpoint(place: LedgerPlace) -> None:
    """Print the ledger's head, to be published or signed; `verify --since FILE` holds the ledger against it.

    A chain by itself cannot show that its last rows were cut off, or that all of it was made anew; a head that
    somebody else has kept can.

    \b
    Example:
      $ comity ledger checkpoint acts.db > checkpoint.json
    """
    with _ledger(place) as ledger:
        json_line(ledger.head().to_dict())


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A ledger.", show_default=False)],
    target: Annotated[str, typer.Argument(metavar="TO", help="A new place, or an earlier copy.", show_default=False)],
) -> None:
    """Copy a ledger with its hashes, from a file to PostgreSQL or back; or bring an earlier copy up to date.

    This is the backup of a ledger, and may be made while others write; to restore, copy it back. Every row is
    verified on its way.

    \b
    Example:
      $ comity ledger copy acts.db backup.db
    """
    from comity.ledger.copying import copy as copy_rows

    with _ledger(source) as one:
        new = not Path(target).exists()
        if is_url(target):
            try:
                Ledger.open(target).close()
                new = False
            except NotALedger:
                new = True
        with Ledger.create(target) if new else _ledger(target) as other:
            try:
                copied = copy_rows(one, other, _progress if sys.stderr.isatty() else None)
            except BrokenChain as error:
                from comity.cli import report

                report(error)
                raise typer.Exit(1) from None
            head = other.head()
    _note(f"copied {copied} rows")
    json_line(head.to_dict())


def export(
    place: LedgerPlace,
    format: Annotated[str, typer.Option(help="One of: " + ", ".join(FORMATS) + ".")] = "jsonl",
    table: Annotated[str, typer.Option(help="One of: " + ", ".join(TABLES) + "; all where not given.")] = "",
    output: Annotated[str, typer.Option(metavar="FILE", help="Write here instead of to stdout.")] = "",
) -> None:
    """Print the rows as they were recorded: as JSON Lines, CSV, Parquet, or RDF (N-Triples).

    CSV and Parquet hold one table. In CSV a text that a spreadsheet would take for a formula has a ' before it. All
    but RDF can be read back with `comity ledger import`.

    \b
    Examples:
      $ comity ledger export acts.db > acts.jsonl
      $ comity ledger export acts.db --format csv --table claims --output claims.csv
    """
    from comity.ledger.exports import export as export_rows

    with _ledger(place) as ledger:
        if not output or output == "-":
            export_rows(ledger, sys.stdout.buffer, format, table=table)
            sys.stdout.buffer.flush()
            return
        beside = Path(f"{output}.part")
        try:
            with beside.open("wb") as stream:
                count = export_rows(ledger, stream, format, table=table)
            beside.replace(output)
        except OSError as error:
            raise BadInput(f"cannot be written: {error.strerror}", where=output, hint="check the folder") from None
        finally:
            beside.unlink(missing_ok=True)
    _note(f"wrote {count} rows to {output}")


def import_(
    place: LedgerPlace,
    source: Annotated[Path, typer.Argument(metavar="FILE", help="What `comity ledger export` wrote; - is stdin.")],
    by: By = "",
) -> None:
    """Append an export, whole or not at all. An empty ledger becomes a copy with the same hashes.

    \b
    Example:
      $ comity ledger import copy.db acts.jsonl
    """
    with _ledger(place) as ledger, _open(source) as stream:
        done = import_rows(ledger, read_rows(stream, str(source), form=form_of(source)), by=by)
    _note(f"imported {done.new} rows; {done.known} were there already")
    json_line({"new": done.new, "known": done.known})


def migrate(place: LedgerPlace) -> None:
    """Bring a ledger that an earlier comity wrote up to this version; its rows and hashes stay as they are.

    \b
    Example:
      $ comity ledger migrate acts.db
    """
    done = Ledger.migrate(place)
    _note(f"applied {len(done)} migrations")
    json_line({"applied": done})


def _ledger(place: str) -> Ledger:
    """The ledger, which says on stderr when another writer makes it wait."""
    ledger = Ledger.open(place)
    ledger.on_waiting(lambda seconds: _note(f"waiting for another writer ({seconds:.0f} of {BUSY_SECONDS} s)"))
    return ledger


def _checkpoint(source: str) -> Head:
    with _open(Path(source)) as stream:
        try:
            said = json.loads(stream.read(100_000))
        except ValueError:
            raise BadInput(
                "this is no checkpoint", where=source, hint="`comity ledger checkpoint` prints one"
            ) from None
    return Head.from_dict(said, where=source)


def _progress_of_append(done: Appended) -> None:
    _note(f"{done.new + done.known:,} rows are in")


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
