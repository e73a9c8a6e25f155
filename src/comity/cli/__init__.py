"""The ``comity`` command: one module a verb, loaded only when it is called for."""

from __future__ import annotations

import gc
import importlib
import os
import sys

import typer

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
    "backtest": "backtest",
    "fit": "fit",
    "report": "fit_report",
    "effects": "effects",
    "serve": "serve",
    "token": "token",
    "atlas": "atlas",
}


def build(names: list[str] | None = None) -> typer.Typer:
    """The command line with the named verbs, or with all of them."""
    app = typer.Typer(
        help="Who recognises whom, since when, by what act, on whose word.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    @app.callback()
    def _root() -> None:
        """Who recognises whom, since when, by what act, on whose word."""

    for name in names or COMMANDS:
        importlib.import_module(f"comity.cli.{COMMANDS[name]}").register(app)
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
    app = build([first] if first in COMMANDS else None)
    try:
        app(args=arguments, prog_name="comity")
    except ComityError as error:
        report(error)
        sys.exit(2)
    except BrokenPipeError:
        # The reader (`| head`) has gone; point stdout at nothing so that the exit is quiet too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)
