"""Options that several verbs share, said the same way in each."""

from __future__ import annotations

from typing import Annotated

import typer

On = Annotated[str, typer.Option(help="As of this day (EDTF: 2011, 2011-10 or 2011-10-11).", show_default=False)]
RecordedBy = Annotated[
    str, typer.Option(help="As the ledger stood at the end of this day: what was known then.", show_default=False)
]
Counting = Annotated[
    str,
    typer.Option(help="documented leaves out what only a third party announces or a party denies; claimed takes both."),
]
Implied = Annotated[
    str, typer.Option(help="Implied recognitions that count: relations, all (also by credentials) or none.")
]
Checked = Annotated[bool, typer.Option(help="Only acts whose date was seen in the source named.")]
LedgerOption = Annotated[
    str, typer.Option("--ledger", help="A ledger to read instead of the bundled record.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of a page.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same numbers.", min=0)]
Draws = Annotated[int, typer.Option(help="Histories drawn where dates are coarse; 1: the plain reading.", min=1)]
ModelFile = Annotated[str, typer.Option(help="A model file instead of the packaged one.", show_default=False)]
WithoutDisputed = Annotated[bool, typer.Option("--without-disputed", help="Leave disputed acts out.")]
Workers = Annotated[int, typer.Option(help="Cores to use; the numbers do not depend on it.", min=1)]
