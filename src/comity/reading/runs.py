"""A run over many documents: in order, in several processes, with every failure told and none stopping the rest."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass

from comity.claims import Claim
from comity.errors import ComityError
from comity.reading.readers import Reader, make_reader
from comity.sources.documents import Document
from comity.sources.intake import Refused

__all__ = ["Outcome", "run"]

_BATCH_CHARACTERS = 200_000
"""Characters that are handed to a process at once: enough to hide the cost of handing them over."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document."""

    place: str
    document: Document | None = None
    claims: tuple[Claim, ...] = ()
    error: ComityError | None = None


def run(
    sources: Iterable[tuple[str, Document | Refused]],
    make: Callable[[], Reader] = make_reader,
    *,
    jobs: int = 1,
) -> Iterator[Outcome]:
    """What becomes of every document, in the order in which they come in; the number of jobs changes nothing.

    Parameters
    ----------
    sources : documents and refusals with their places, as ``sources.intake.documents`` gives them.
    make    : makes a reader; called once in every process.
    jobs    : processes that read. Documents are taken in only a few batches ahead, so memory stays flat.
    """
    if jobs <= 1:
        reader = make()
        for place, document in sources:
            yield _one(reader, place, document)
        return
    with ProcessPoolExecutor(jobs, initializer=_prepare, initargs=(make,)) as pool:
        ahead: deque[Future[list[Outcome]]] = deque()
        for batch in _batches(sources):
            ahead.append(pool.submit(_many, batch))
            if len(ahead) > 2 * jobs:
                yield from ahead.popleft().result()
        while ahead:
            yield from ahead.popleft().result()


def _batches(sources: Iterable[tuple[str, Document | Refused]]) -> Iterator[list[tuple[str, Document | Refused]]]:
    batch: list[tuple[str, Document | Refused]] = []
    size = 0
    for place, document in sources:
        batch.append((place, document))
        size += len(document.text) if isinstance(document, Document) else 0
        if size >= _BATCH_CHARACTERS or len(batch) >= 500:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


_reader: Reader | None = None


def _prepare(make: Callable[[], Reader]) -> None:
    global _reader
    _reader = make()


def _many(batch: list[tuple[str, Document | Refused]]) -> list[Outcome]:
    assert _reader is not None
    return [_one(_reader, place, document) for place, document in batch]


def _one(reader: Reader, place: str, document: Document | Refused) -> Outcome:
    if isinstance(document, Refused):
        return Outcome(place, error=document.error)
    try:
        return Outcome(place, document, tuple(reader.read(document)))
    except ComityError as error:
        error.where = error.where or place
        return Outcome(place, document, error=error)
