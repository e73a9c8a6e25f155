"""``comity report``: a model file's fit in plain words, with what was missing before it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(epilog="Example: comity report calls.toml --table latex")
    def report(
        files: Annotated[list[Path], typer.Argument(help="One model file (TOML) or several.")],
        table: Annotated[
            str, typer.Option(help="Print a regression table of all files: text, html, latex or markdown.")
        ] = "",
        checks: Annotated[
            bool, typer.Option(help="Also test for drift and look for events that estimates hang on.")
        ] = True,
    ) -> None:
        """Fit the models of one or several files and say in plain words what came of it.

        With --table their estimates stand side by side instead. Leaves with 1 where a fit did not converge.
        """
        from comity.models.bench.report import data_report
        from comity.models.bench.report import report as in_words
        from comity.models.bench.tables import regression_table
        from comity.models.file import read_model
        from comity.models.fit import fit_model

        fits = {}
        for file in files:
            read = read_model(file)
            # Said before the fit: what is missing may be why there is none.
            if not table:
                print(data_report(read.history, read.model), end="\n\n")
            made = fit_model(read.model, read.history)
            fits[file.stem if file.stem not in fits else str(file)] = made
            if not table:
                print(in_words(made, checks=checks))
        if table:
            print(regression_table(fits).to(table))
        if not all(each.converged for each in fits.values()):
            raise typer.Exit(1)
