"""Table: a list of small records that shows well and turns into the frames people use."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")

__all__ = ["Table"]


class Table(Sequence[T], Generic[T]):
    """An immutable list of records that have ``to_dict()``.

    ``to_polars()`` and ``to_pandas()`` give frames, and ``pyarrow.table(...)`` or anything else that reads Arrow's
    PyCapsule interface takes the table as it is.
    """

    __slots__ = ("_rows", "_show", "columns")

    def __init__(
        self, rows: Sequence[T], *, columns: Sequence[str] = (), show: Callable[[T], dict[str, Any]] | None = None
    ) -> None:
        self._rows = tuple(rows)
        self._show = show or (lambda row: row.to_dict())  # type: ignore[attr-defined]
        self.columns = tuple(columns)
        """Columns of an empty table; otherwise those of the rows."""

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Table[T]: ...
    def __getitem__(self, index: int | slice) -> T | Table[T]:
        if isinstance(index, slice):
            return Table(self._rows[index], columns=self.columns, show=self._show)
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[T]:
        return iter(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self._rows == other._rows

    def __hash__(self) -> int:
        return hash(self._rows)

    def to_dicts(self) -> list[dict[str, Any]]:
        """A dict a row, as JSON would hold it."""
        return [self._show(row) for row in self._rows]

    def to_polars(self) -> pl.DataFrame:
        """A Polars frame, one row a record; lists stay lists."""
        import polars as pl

        rows = self.to_dicts()
        if not rows:
            return pl.DataFrame(schema=dict.fromkeys(self.columns, pl.String))
        return pl.DataFrame(rows, infer_schema_length=None)

    def to_pandas(self) -> Any:
        """A pandas frame; needs the ``pandas`` extra."""
        import pandas as pd

        return pd.DataFrame(self.to_dicts(), columns=self.columns or None)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.to_polars().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        if not self._rows:
            return "(no rows)"
        return repr(self.to_polars())

    def _repr_html_(self) -> str:
        rows = self.to_dicts()
        names = list(rows[0]) if rows else list(self.columns)
        head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_cell(row[name]))}</td>" for name in names) + "</tr>"
            for row in rows[:200]
        )
        rest = f"<p>{len(rows) - 200} more rows</p>" if len(rows) > 200 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def _cell(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
