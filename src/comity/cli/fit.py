"""``comity fit``: fit the model that a file describes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: comity fit calls.toml --json")
    def fit(
        file: Annotated[Path, typer.Argument(help="A model file (TOML).")],
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """Fit the model of a file and print its summary.

        Leaves with 1 where the fit did not converge.
        """
        from comity.models.file import read_model
        from comity.models.fit import fit_model

        read = read_model(file)
        result = fit_model(read.model, read.history)
        print(json.dumps(result.as_dict()) if as_json else result.summary())
        if not result.converged:
            raise typer.Exit(1)
