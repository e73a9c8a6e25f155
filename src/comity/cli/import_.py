"""``comity import``: claims from public releases and from anyone's tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from comity.cli.read import Sink, Tally
from comity.errors import BadInput, ComityError
from comity.reading.runs import Outcome
from comity.sources.documents import Document, hash_bytes

Append = Annotated[str, typer.Option(help="Put documents and claims into this ledger.")]
By = Annotated[str, typer.Option(help="Who appends; your account name where not given.")]
Place = Annotated[str, typer.Argument(metavar="PATH", help="The release: a folder, a zip, or the address of a zip.")]
Checksum = Annotated[str, typer.Option(help="SHA-256 of the archive; needed where it is fetched.")]
Documents = Annotated[bool, typer.Option("--documents", help="Also print each document, as a row of its own.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    group = typer.Typer(help="Import claims from public releases and from tables of acts.", no_args_is_help=True)
    for command, name in ((rdcr, "rdcr"), (pocom, "pocom"), (csv, "csv")):
        group.command(name)(command)
    app.add_typer(group, name="import")


def rdcr(path: Place, sha256: Checksum = "", append: Append = "", by: By = "", documents: Documents = False) -> None:
    """Read the U.S. guide to recognition, diplomatic and consular relations: 228 articles in TEI.

    The release is at github.com/HistoryAtState/rdcr.

    \b
    Example:
      $ comity import rdcr rdcr-release/ | comity ledger append acts.db -
    """
    from comity.reading.readers import make_reader
    from comity.sources import guide

    reader = make_reader("grammar")

    def outcome(name: str, data: bytes) -> Outcome:
        document = guide.article(data, name=name)
        return Outcome(name, document, tuple(reader.read(document)))

    _release(path, guide.FOLDER, sha256, outcome, append, by, documents)


def pocom(path: Place, sha256: Checksum = "", append: Append = "", by: By = "", documents: Documents = False) -> None:
    """Read U.S. chiefs of mission: appointments, credentials, ends of mission.

    The release is at github.com/HistoryAtState/pocom.

    \b
    Example:
      $ comity import pocom pocom-release/ | comity ledger append acts.db -
    """
    from comity.reading import chiefs
    from comity.sources.encoding import decode
    from comity.sources.guide import PUBLISHER
    from comity.sources.xml import read_xml

    def outcome(name: str, data: bytes) -> Outcome:
        read_xml(data, where=name)  # well formed, and without entities
        text, repairs = decode(data, where=name)
        document = Document(
            id=hash_bytes(data), name=name, publisher=PUBLISHER, publisher_is_party="USA", language="en",
            media_type="application/xml", text=text, repairs=repairs,
        )  # fmt: skip
        return Outcome(name, document, tuple(chiefs.read_chiefs(document)))

    _release(path, chiefs.FOLDER, sha256, outcome, append, by, documents)


def csv(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A table of acts.")],
    mapping: Annotated[str, typer.Option(help="TOML file that says what its columns mean.")],
    append: Append = "",
    by: By = "",
    documents: Documents = False,
) -> None:
    """Read a table of acts, by a mapping of its columns.

    A row that is wrong, or whose party is not known or is ambiguous on its day, is told with its line; the others are
    taken, and the exit code is 1.

    \b
    Example:
      $ comity import csv recognitions.csv --mapping columns.toml | comity ledger append acts.db -
    """
    from comity.ledger.exchange import settle_parties
    from comity.reading.mapped_csv import Mapping, read_mapped_csv
    from comity.sources.intake import from_file

    means = Mapping.load(mapping)
    document = dataclasses.replace(from_file(path, form="text"), media_type="text/csv", title="")

    def outcomes() -> Iterator[Outcome]:
        claims = []
        for place, found in read_mapped_csv(document, means):
            try:
                if isinstance(found, ComityError):
                    raise found
                claims.append(settle_parties(found, where=place))
            except ComityError as error:
                error.where = place
                yield Outcome(place, error=error)
        yield Outcome(path, document, tuple(claims))

    _finish(outcomes(), append, by, documents)


def _release(
    path: str,
    folder: str,
    sha256: str,
    outcome: Callable[[str, bytes], Outcome],
    append: str,
    by: str,
    documents: bool,
) -> None:
    from comity.sources.releases import files

    def outcomes() -> Iterator[Outcome]:
        for name, data in files(path, folder, ".xml", sha256=sha256):
            try:
                yield outcome(name, data)
            except BadInput as error:
                error.where = error.where or name
                yield Outcome(name, error=error)

    _finish(outcomes(), append, by, documents)


def _finish(outcomes: Iterator[Outcome], append: str, by: str, documents: bool) -> None:
    tally = Tally()
    with Sink(append, by, None, as_table=False, documents=documents) as sink:
        for outcome in outcomes:
            tally.add(outcome)
            sink.take(outcome)
    tally.finish()
    if tally.failed:
        raise typer.Exit(1)
