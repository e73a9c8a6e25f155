"""How fast the grammar reads, and how much memory a stream takes.

    python benchmarks/reading.py [--megabytes 20] [--stream 20] [--paragraphs PARAGRAPHS.jsonl]

Three texts: *acts only*, where every sentence tells an act; *mixed*, where one paragraph in ten does, as in a news
archive; *no acts*; no document comes twice. CPU seconds of one process, so that other work on the machine shows less;
making the reader, which loads every name and compiles the rules, apart. Memory is the largest resident set while a
JSON Lines stream of the mixed text is read.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from comity.reading.readers import make_reader
from comity.reading.runs import run
from comity.sources.documents import Document, hash_bytes
from comity.sources.intake import documents

ACTS = [
    "The United States recognized Chile on January 27, 1823, when President James Monroe received its envoy.",
    "Diplomatic relations were established on April 23, 1824, when Heman Allen presented his credentials in Santiago.",
    "France and Spain signed a Treaty of Commerce in Madrid on 3 May 1866; France closed its legation in Lima in 1867.",
    "Honduras severed diplomatic relations with Taiwan on 25 March 2023 and recognised the People's Republic of China.",
]
PROSE = [
    "The harvest had been poor that year, and the roads to the coast were closed by rain for most of the spring.",
    "Prices rose in the capital, the council met twice a week, and letters took longer than anybody liked to arrive.",
    "He walked along the river every morning, spoke with the boatmen, and wrote down what they told him of the fish.",
    "A new bridge was built of stone from the old quarry, wide enough for two carts, and paid for by a tax on salt.",
]


def paragraph(sentences: list[str], number: int) -> str:
    return " ".join(islice(cycle(sentences), number % 4, number % 4 + 5))


def texts(kind: str, megabytes: float, dense: list[str]) -> Iterator[str]:
    """Documents of some ten paragraphs each, until there are so many megabytes."""
    size, number = 0, 0
    while size < megabytes * 1e6:
        parts = []
        for _ in range(10):
            number += 1
            acts = kind == "acts only" or (kind == "mixed" and number % 10 == 0)
            parts.append(dense[number % len(dense)] if acts else paragraph(PROSE, number))
        parts.append(f"This is sheet {number} of the file.")
        text = "\n\n".join(parts)
        size += len(text.encode())
        yield text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--stream", type=float, default=20, help="megabytes of JSON Lines whose memory is measured")
    parser.add_argument("--paragraphs", type=Path, help="JSON Lines with a field text, for the paragraphs with acts")
    arguments = parser.parse_args()
    dense = [paragraph(ACTS, number) for number in range(4)]
    if arguments.paragraphs:
        dense = [json.loads(line)["text"] for line in arguments.paragraphs.read_text(encoding="utf-8").splitlines()]
    print(f"Python {platform.python_version()}, {platform.machine()}")
    started = time.process_time()
    reader = make_reader()
    list(reader.read(Document(id=hash_bytes(b""), text="Spain recognised Peru in 1879.")))
    print(f"making the reader   {time.process_time() - started:6.2f} s")
    for kind, share in (("acts only", 0.1), ("mixed", 0.5), ("no acts", 1.0)):
        size = claims = 0
        started = time.process_time()
        for text in texts(kind, arguments.megabytes * share, dense):
            document = Document(id=hash_bytes(text.encode()), text=text)
            size += len(text.encode())
            claims += sum(1 for _ in reader.read(document))
        seconds = time.process_time() - started
        print(f"{kind:<12} {size / 1e6:7.1f} MB  {seconds:6.2f} s  {size / 1e6 / seconds:6.2f} MB/s  {claims} claims")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stream.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for number, text in enumerate(texts("mixed", arguments.stream, dense)):
                file.write(json.dumps({"id": str(number), "text": text}) + "\n")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.process_time()
        claims = sum(len(outcome.claims) for outcome in run(documents([path]), make_reader))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        unit = 1 if sys.platform == "darwin" else 1024
        more = (after - before) * unit / 1e6
        size, seconds = path.stat().st_size / 1e6, time.process_time() - started
        print(f"stream of {size:.0f} MB: {size / seconds:.2f} MB/s, {claims} claims, {more:.1f} MB more memory", end="")
        print(f" ({after * unit / 1e6:.0f} MB in all)")


if __name__ == "__main__":
    main()
