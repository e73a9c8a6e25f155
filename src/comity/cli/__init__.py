"""The ``comity`` command: one module a verb, loaded only when it is called for."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup

from comity.errors import ComityError

# name -> module in this package; each module has ``register(app)``. The order is the order of the help page.
COMMANDS: dict[str, str] = {
    "brief": "brief",
    "standing": "standing",
    "precedents": "precedents",
    "cases": "cases",
    "polities": "polities",
    "ledger": "ledger",
    "read": "read",
    "review": "review",
    "import": "import_",
    "forecast": "forecast",
    "scenario": "scenario",
    "doctrines": "doctrines",
    "absorption": "absorption",
    "backtest": "backtest",
    "fit": "fit",
    "report": "fit_report",
    "effects": "effects",
    "serve": "serve",
    "token": "token",
    "atlas": "atlas",
}


WORDS: dict[str, str] = {
    "brief": (
        "One page on a case: who recognises it and how it is known, what is disputed, what became of cases like it."
    ),
    "standing": (
        "Who recognises a case on a day: recognisers with date, act and dispute, relations, shares and measures."
    ),
    "precedents": "The cases most like one at the same age, and what became of them after 1, 5 and 10 years.",
    "cases": "List the cases: every party whose recognition the record tells of.",
    "polities": "Who can act: states and governments, and their names through time.",
    "ledger": "Make, fill, read and check a ledger of claims.",
    "read": "Read claims out of documents: who did what to whom, when, and the words that say so.",
    "review": "Go through the claims that nobody has ruled on, act by act, each with its words in their context.",
    "import": "Import claims from public releases and from tables of acts.",
    "forecast": (
        "Who is likely to recognise a case, or to withdraw, within a year, how sure that is, and what drives it."
    ),
    "scenario": "What would change if a state moved first, an act were undone, or a membership or doctrine changed.",
    "doctrines": "What doctrines of recognition required by a day, of whom, and what the record says was done.",
    "absorption": "Whether a case is taken in as others were, faster, or stalls; and what went with who moved first.",
    "backtest": "Forecast a year from each origin, fitted only on what had happened before it, and score what came.",
    "fit": "Fit the model of a file and print its summary.",
    "report": "Fit the models of one or several files and say in plain words what came of it.",
    "effects": "List each effect with its formula, options, source and the names that other programs use.",
    "serve": "Serve the atlas: the record as pages with a map, and as an API.",
    "token": "Make, list and revoke the tokens of an atlas.",
    "atlas": "Write the atlas as files that need no server.",
}
"""What the help page says of each verb, so that it need not load them; a test holds it against the verbs."""


class _ReaderGoneError(BaseException):
    """Whoever read our output (`| head`) has gone: no error, and not for Typer, which would leave with 1."""


class _Commands(TyperGroup):
    """Verbs whose output may be cut short."""

    def make_context(self, *args: Any, **options: Any) -> Any:
        with _may_be_cut_short():
            return super().make_context(*args, **options)

    def invoke(self, ctx: Any) -> Any:
        with _may_be_cut_short():
            return super().invoke(ctx)


@contextlib.contextmanager
def _may_be_cut_short() -> Iterator[None]:
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except (BrokenPipeError, SystemExit) as left:
        # Rich leaves with 1 by itself.
        if isinstance(left, BrokenPipeError) or isinstance(left.__context__, BrokenPipeError):
            raise _ReaderGoneError from None
        raise


def build(names: list[str] | None = None) -> typer.Typer:
    """The command line with the named verbs, or with all of them."""
    app = typer.Typer(
        cls=_Commands,
        help="Who recognises whom, since when, by what act, on whose word.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    @app.callback()
    def _root() -> None:
        """Who recognises whom, since when, by what act, on whose word."""

    for name in COMMANDS if names is None else names:
        importlib.import_module(f"comity.cli.{COMMANDS[name]}").register(app)
    return app


def _outline() -> typer.Typer:
    """The command line as its help page shows it: every verb by name, none of them loaded."""
    app = build([])
    for name in COMMANDS:
        app.command(name, help=WORDS.get(name))(lambda: None)
    return app


def report(error: ComityError) -> None:
    """Print an error the way every command does: what, where, and what to do next, on stderr."""
    place = f"{error.where}: " if error.where else ""
    print(f"error: {place}{error.message}", file=sys.stderr)
    if error.hint:
        print(f"hint: {error.hint}", file=sys.stderr)


def main(argv: list[str] | None = None) -> None:
    """Run the command line and leave with 0 (done), 1 (bad evidence) or 2 (bad usage or bad input)."""
    arguments = sys.argv[1:] if argv is None else argv
    # A command makes many small objects and few cycles; at Python's own threshold (700) the collector takes a seventh
    # of the time of a brief.
    gc.set_threshold(50_000, 20, 20)
    # Only the verb that is called is imported: `comity brief` should not wait for Numba.
    first = next((word for word in arguments if not word.startswith("-")), None)
    app = build([first]) if first in COMMANDS else _outline()
    try:
        app(args=arguments, prog_name="comity")
    except ComityError as error:
        report(error)
        sys.exit(2)
    except _ReaderGoneError:
        # Point stdout at nothing so that the exit is quiet too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)
