"""``comity read``: claims out of documents."""

from __future__ import annotations

import functools
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comity.cli.output import account, day_option, json_line, table
from comity.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from comity.ledger import Ledger
    from comity.reading.runs import Outcome
    from comity.sources.documents import Document
    from comity.sources.intake import Refused

UNRESOLVED_SHOWN = 20
BATCH = 2000
"""Claims that are appended to a ledger in one transaction."""


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("read")(read)


def read(
    sources: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files or folders; - is stdin.")],
    published: Annotated[str | None, typer.Option(help="Day of publication, for documents that do not say it.")] = None,
    publisher: Annotated[str, typer.Option(help="Who published them, for documents that do not say it.")] = "",
    append: Annotated[str, typer.Option(help="Put documents and claims into this ledger.")] = "",
    by: Annotated[str, typer.Option(help="Who appends; your account name where not given.")] = "",
    reader: Annotated[
        str, typer.Option(help="grammar, or endpoint (a language model that you run or rent).")
    ] = "grammar",
    phrases: Annotated[str, typer.Option(help="TOML file of further phrasings for the grammar.")] = "",
    jobs: Annotated[int, typer.Option(min=1, help="Processes that read at the same time.")] = 1,
    done: Annotated[
        Path | None, typer.Option(help="Keep here what has been read; leave out what stands there.")
    ] = None,
    documents: Annotated[
        bool, typer.Option("--documents", help="Also print each document, as a row of its own.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="JSON Lines on a terminal too.")] = False,
) -> None:
    """Read claims out of documents: who did what to whom, when, and the words that say so.

    Text, Markdown, HTML, PDF, TEI and other XML, JSON Lines. One JSON object a line, or a table on a terminal. A
    document that cannot be read is told on stderr with its place; the run goes on and ends with exit code 1.

    \b
    Example:
      $ comity read statement.txt --published 2025-07-04 | comity ledger append acts.db -
    """
    from comity.reading.readers import READERS, make_reader
    from comity.reading.runs import run
    from comity.sources.headers import party_of
    from comity.sources.intake import Given
    from comity.sources.intake import documents as take_in

    if reader not in READERS:
        raise BadInput(f"there is no reader {reader!r}", where="--reader", hint=f"one of: {', '.join(READERS)}")
    make = functools.partial(make_reader, reader, phrases=phrases)
    make()  # a wrong table or an endpoint that is not configured is told before any work is done
    day = day_option(published, "--published")
    given = Given(published=day, publisher=publisher, publisher_is_party=party_of(publisher, day))
    seen = _seen(done)
    tally = Tally()
    with Sink(append, by, done, as_table=sys.stdout.isatty() and not json_, documents=documents) as sink:
        for outcome in run(_left(take_in(sources, given=given), seen), make, jobs=jobs):
            tally.add(outcome)
            sink.take(outcome)
    tally.finish()
    if tally.failed:
        raise typer.Exit(1)


def _seen(done: Path | None) -> set[str]:
    """Documents that an earlier run has read to the end."""
    if done is None or not done.exists():
        return set()
    return {line.split("\t")[0] for line in done.read_text(encoding="utf-8").splitlines() if line.endswith("\tread")}


def _left(
    sources: Iterable[tuple[str, Document | Refused]], seen: set[str]
) -> Iterator[tuple[str, Document | Refused]]:
    for place, document in sources:
        if getattr(document, "id", "") not in seen:
            yield place, document


class Tally:
    """Counts, and says on stderr how far the run is."""

    def __init__(self) -> None:
        self.read = self.claims = self.failed = self.characters = 0
        self.unresolved: Counter[str] = Counter()
        self.started = self.told = time.monotonic()

    def add(self, outcome: Outcome) -> None:
        """Count one document, and tell its error and its repairs."""
        if outcome.error is not None:
            from comity.cli import report

            self.failed += 1
            report(outcome.error)
        else:
            self.read += 1
        if outcome.document is not None:
            self.characters += len(outcome.document.text)
            for repair in outcome.document.repairs:
                print(f"note: {outcome.place}: {repair}", file=sys.stderr)
        self.claims += len(outcome.claims)
        for claim in outcome.claims:
            for code, name in ((claim.sender, claim.sender_name), (claim.receiver, claim.receiver_name)):
                if name and not code:
                    self.unresolved[name] += 1
        now = time.monotonic()
        if sys.stderr.isatty() and now - self.told > 1:
            self.told = now
            rate = self.characters / 1e6 / (now - self.started)
            print(
                f"\r{self.read} documents, {self.claims} claims, {rate:.1f} MB/s ", end="", file=sys.stderr, flush=True
            )

    def finish(self) -> None:
        """Tell the counts, and the names that no table knows."""
        if sys.stderr.isatty():
            print("\r", end="", file=sys.stderr)
        failed = f"; {self.failed} could not be read" if self.failed else ""
        print(f"{self.read} documents read, {self.claims} claims{failed}", file=sys.stderr)
        if self.unresolved:
            names = [f"{name} ({count})" for name, count in self.unresolved.most_common(UNRESOLVED_SHOWN)]
            more = len(self.unresolved) - len(names)
            print(
                f"names without a code: {', '.join(names)}" + (f" and {more} more" if more > 0 else ""),
                file=sys.stderr,
            )


class Sink:
    """Where claims go: to stdout, and into a ledger in batches; a document is done when its claims are there."""

    def __init__(self, ledger: str, by: str, done: Path | None, *, as_table: bool, documents: bool) -> None:
        self.path, self.by, self.done = ledger, by, done
        self.as_table, self.documents = as_table, documents
        self.rows: list[tuple[str, ...]] = []
        self.batch: list[Any] = []
        self.ids: list[tuple[str, str]] = []
        self.new = self.known = 0
        self.ledger: Ledger | None = None

    def __enter__(self) -> Sink:
        if self.path:
            from comity.ledger import Ledger

            self.ledger = Ledger.open(self.path)
            self.by = self.by or account()
        return self

    def take(self, outcome: Outcome) -> None:
        """Print or keep the claims of one document."""
        if outcome.document is None or outcome.error is not None:
            return
        if self.ledger is not None:
            self.batch += [*_original(outcome.document), outcome.document, *outcome.claims]
        elif self.as_table:
            self.rows += [_row(claim) for claim in outcome.claims]
        else:
            if self.documents:
                json_line({"row": "document", **outcome.document.to_dict()})
            for claim in outcome.claims:
                json_line({"row": "claim", **claim.to_dict()} if self.documents else claim.to_dict())
        self.ids.append((outcome.document.id, outcome.place))
        if len(self.batch) >= BATCH or len(self.ids) >= 200:
            self.flush()

    def flush(self) -> None:
        """Append what is waiting, then call its documents done."""
        if self.ledger is not None and self.batch:
            appended = self.ledger.append(self.batch, by=self.by)
            self.new, self.known = self.new + appended.new, self.known + appended.known
            self.batch = []
        sys.stdout.flush()
        if self.done is not None and self.ids:
            with self.done.open("a", encoding="utf-8") as file:
                file.writelines(f"{id_}\t{place}\tread\n" for id_, place in self.ids)
        self.ids = []

    def __exit__(self, kind: object, *_: object) -> None:
        # What has been read is kept when the run is broken off; what the ledger refused is not called done.
        if kind is None or kind is KeyboardInterrupt:
            self.flush()
        if self.ledger is not None:
            self.ledger.close()
            print(f"appended {self.new} rows; {self.known} were there already", file=sys.stderr)
        if self.rows and kind is None:
            table(("kind", "sender", "receiver", "happened", "polarity", "evidence"), self.rows, whole=("happened",))


def _original(document: Document) -> list[Any]:
    """The bytes of a document as they came, where its text does not give them back and the file is still there."""
    from comity.ledger import Original
    from comity.sources.documents import hash_bytes

    if hash_bytes(document.text.encode("utf-8")) == document.id or not Path(document.name).is_file():
        return []
    data = Path(document.name).read_bytes()
    return [Original(data)] if hash_bytes(data) == document.id else []


def _row(claim: Any) -> tuple[str, ...]:
    return (
        claim.kind,
        claim.sender or claim.sender_name,
        claim.receiver or claim.receiver_name,
        claim.happened.text if claim.happened else "",
        claim.polarity,
        claim.evidence,
    )
