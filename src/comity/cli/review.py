"""``comity review``: rule on claims, one keystroke a ruling."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli.output import account
from comity.errors import ComityError
from comity.ledger import Ledger
from comity.ledger.review import RELATIONS, Waiting, excerpt, queue, related
from comity.ledger.rulings import CORRECTABLE

if TYPE_CHECKING:
    from rich.console import Console

KEYS = "a accept · r reject · c correct · s same act · k skip · u undo · q leave · ? help"

_HELP = """\
a  accept: the claim says what its document says
r  reject: it does not, or is not to be relied on; asks why (Enter for no reason)
c  correct a field; the claim stays in the queue
s  same act as another claim; asks which
k  skip: nothing is written, the claim comes again next time (also: space)
u  undo the last ruling; its claim comes back
q  leave; every ruling is in the ledger already
"""


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("review")(review)


def review(
    path: Annotated[str, typer.Argument(metavar="LEDGER", help="The ledger.", show_default=False)],
    kind: Annotated[list[str] | None, typer.Option(help="Only claims of this kind; may be repeated.")] = None,
    party: Annotated[str, typer.Option(help="Only claims with this party on either side.")] = "",
    document: Annotated[str, typer.Option(help="Only claims of this document, by its id.")] = "",
    reader: Annotated[str, typer.Option(help="Only claims of this reader: grammar, endpoint.")] = "",
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="Only claims that something speaks against, the weightiest first.")
    ] = False,
    by: Annotated[str, typer.Option(help="Who decides; your account name where not given.")] = "",
) -> None:
    """Go through the claims that nobody has ruled on, act by act, each with its words in their context.

    Every keystroke writes its ruling at once; leaving or losing the terminal loses nothing. Without a terminal the
    keys are read from standard input.

    \b
    Example:
      $ echo q | comity review acts.db
    """
    from rich.console import Console

    with Ledger.open(path) as ledger:
        waiting = queue(ledger, kinds=kind or (), party=party, document=document, reader=reader, doubtful=doubtful)
        console = Console(highlight=False, soft_wrap=False)
        session = _Session(ledger, waiting, console, by or account())
        with _keys() as read:
            session.run(read)
        console.print(f"{session.written} rulings; {session.left} claims left")


class _Session:
    """One sitting: a place in the queue and the rulings made."""

    def __init__(self, ledger: Ledger, waiting: list[Waiting], console: Console, by: str) -> None:
        self.ledger, self.waiting, self.console, self.by = ledger, waiting, console, by
        self.at = 0
        self.done: list[tuple[int, str]] = []
        """Place in the queue and id of each ruling of this sitting that has not been undone."""
        self.written = 0
        self.decided: set[int] = set()

    @property
    def left(self) -> int:
        """Claims without a decision."""
        return len(self.waiting) - len(self.decided)

    def run(self, keys: _Keys) -> None:
        """Show claims and take keys until the queue or the keys end."""
        while self.at < len(self.waiting):
            self._show(self.waiting[self.at])
            while (key := keys.key()) and not self._press(key, keys):
                pass
            if key in ("", "q"):
                return

    def _press(self, key: str, keys: _Keys) -> bool:
        """Do what a key says; True where the next claim, or this one again, is to be shown."""
        claim = self.waiting[self.at].claim
        if key == "q":
            return True
        try:
            if key == "a":
                self._rule("accept", claim.id)
            elif key == "r":
                self._rule("reject", claim.id, because=keys.line("why? "))
            elif key in ("k", " "):
                self.at += 1
            elif key == "u":
                self._undo()
            elif key == "c":
                self._correct(claim.id, keys)
            elif key == "s":
                return self._same(keys)
            else:
                self.console.print(_HELP if key == "?" else f"{key!r} is no key; ? shows them")
                return False
        except ComityError as error:
            self.console.print(
                f"error: {error.message}" + (f"\nhint: {error.hint}" if error.hint else ""), markup=False
            )
            return False
        return True

    def _rule(self, verb: str, claim: str, *, stay: bool = False, because: str = "", **fields: str) -> None:
        ruling = self.ledger.rule(verb, claim, by=self.by, because=because, **fields)
        self.done.append((self.at, ruling.id))
        self.written += 1
        if not stay:
            self.decided.add(self.at)
            self.at += 1

    def _undo(self) -> None:
        if not self.done:
            self.console.print("there is no ruling of this sitting to undo")
            return
        self.at, ruling = self.done.pop()
        self.ledger.rule("undo", ruling, by=self.by)
        self.written += 1
        self.decided.discard(self.at)

    def _correct(self, claim: str, keys: _Keys) -> None:
        field = keys.line(f"field ({', '.join(CORRECTABLE)})? ")
        if field:
            self._rule("correct", claim, stay=True, field=field, value=keys.line(f"{field} should read? "))

    def _same(self, keys: _Keys) -> bool:
        claim = self.waiting[self.at].claim
        near = related(self.ledger, claim)
        if not near:
            self.console.print("the ledger has no other claim of this kind between these parties")
            return False
        for number, other in enumerate(near, 1):
            day = other.happened.text if other.happened else "no day"
            self.console.print(f"  {number}  {day}  {other.evidence or other.note or other.id[:12]}", markup=False)
        chosen = keys.line("same act as which (Enter for none)? ")
        if not (chosen.isdigit() and 1 <= int(chosen) <= len(near)):
            return False
        self._rule("same-act", claim.id, other=near[int(chosen) - 1].id)
        return True

    def _show(self, waiting: Waiting) -> None:
        from rich.text import Text

        claim = waiting.claim
        document = self.ledger.document(claim.document) if claim.document else None
        day = claim.happened.text if claim.happened else "no day"
        self.console.rule(f"{self.at + 1} of {len(self.waiting)}", align="left", style="dim")
        what = Text()
        what.append(f"{claim.kind}  ", style="bold")
        what.append(f"{_side(claim.sender, claim.sender_name)} → {_side(claim.receiver, claim.receiver_name)}  {day}")
        if claim.polarity != "asserted":
            what.append(f"  {claim.polarity}", style="bold")
        if claim.attributed_to:
            what.append(f"  in the words of {claim.attributed_to}")
        self.console.print(what)
        style = {"contradicts": "bold", "supports": "", "new": ""}[waiting.relation]
        self.console.print(Text(f"{waiting.relation}: {RELATIONS[waiting.relation]}", style=style))
        for reason in waiting.reasons:
            self.console.print(Text(f"  {reason}"))
        for id_ in waiting.others[:5]:
            other = self.ledger.claim(id_).row
            when = other.happened.text if other.happened else "no day"
            said = other.evidence or other.note or other.cites_title or other.id[:12]
            self.console.print(Text(f"  {when} {other.polarity}: {said}", style="dim"))
        if document is not None:
            about = [
                document.title or document.name,
                document.publisher,
                document.published.text if document.published else "",
            ]
            source = " · ".join(part for part in about if part)
            party = f" (itself a party: {document.publisher_is_party})" if document.publisher_is_party else ""
            self.console.print(Text(source + party, style="italic"))
        words = excerpt(document, claim)
        shown = Text(words.before.replace("\n", " "))
        shown.append(words.words.replace("\n", " "), style="bold reverse")
        shown.append(words.after.replace("\n", " "))
        self.console.print(shown)
        if claim.condition:
            self.console.print(Text(f"condition: {claim.condition}"))
        if claim.why:
            sure = f" ({claim.confidence:.2f})" if claim.confidence is not None else ""
            self.console.print(Text(f"{claim.reader}{sure}: {claim.why}", style="dim"))
        self.console.print(Text(KEYS, style="dim"))


def _side(code: str, name: str) -> str:
    if not (code or name):
        return "–"
    return f"{name} [{code}]" if name and code and name != code else name or code


class _Keys:
    """Keys and lines from a stream, one character at a time."""

    def key(self) -> str:
        """The next key; "" at the end of the stream."""
        while True:
            char = sys.stdin.read(1)
            if char not in ("\n", "\r"):
                return char

    def line(self, ask: str) -> str:
        """An answer of one line."""
        print(ask, end="", flush=True)
        return sys.stdin.readline().strip()


class _TerminalKeys(_Keys):
    """Keys from a terminal, without waiting for Enter."""

    def key(self) -> str:
        import termios
        import tty

        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
        try:
            tty.setcbreak(descriptor)
            return sys.stdin.read(1)
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


@contextlib.contextmanager
def _keys() -> Iterator[_Keys]:
    yield _TerminalKeys() if sys.stdin.isatty() else _Keys()
