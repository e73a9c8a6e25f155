"""How fast the grammar reads, and how much memory a stream takes.

    python benchmarks/reading.py [--megabytes 20] [--stream 30 100 300] [--paragraphs PARAGRAPHS.jsonl] [--write]

Three texts: *acts only*, where every sentence tells an act; *mixed*, where one paragraph in ten does, as in a news
archive; *no acts*. No document comes twice, and acts come again only in other years. CPU seconds of one process, so
that other work on the machine shows less; making the reader, which loads every name and compiles the rules, apart.
Memory is the largest resident set of ``comity read -`` while JSON Lines of the mixed text are piped into it, made as
they are read: it must not grow.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import IO

from comity.reading.readers import Reader, make_reader
from comity.sources.documents import Document, hash_bytes

FILE = Path(__file__).with_suffix(".json")
ACTS = [
    "The United States recognized Chile on January 27, 1823, when President James Monroe received its envoy.",
    "Diplomatic relations were established on April 23, 1824, when Heman Allen presented his credentials in Santiago.",
    "France and Spain signed a Treaty of Commerce in Madrid on 3 May 1866; France closed its legation in Lima in 1867.",
    "Honduras severed diplomatic relations with Taiwan on 25 March 2023 and recognised the People's Republic of China.",
]
YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
PROSE = [
    "The harvest had been poor that year, and the roads to the coast were closed by rain for most of the spring.",
    "Prices rose in the capital, the council met twice a week, and letters took longer than anybody liked to arrive.",
    "He walked along the river every morning, spoke with the boatmen, and wrote down what they told him of the fish.",
    "A new bridge was built of stone from the old quarry, wide enough for two carts, and paid for by a tax on salt.",
]


def paragraph(sentences: list[str], number: int) -> str:
    return " ".join(islice(cycle(sentences), number % 4, number % 4 + 5))


def in_other_years(text: str, number: int) -> str:
    """The text with its years moved on, by other years each time it comes: names and days are not those of before."""
    return YEAR.sub(lambda year: str(1800 + (int(year[0]) + 7 * number) % 220), text)


def texts(kind: str, megabytes: float, dense: list[str], first: int = 0) -> Iterator[str]:
    """Documents of some ten paragraphs each, until there are so many megabytes."""
    size, number = 0, first
    while size < megabytes * 1e6:
        parts = []
        for _ in range(10):
            number += 1
            acts = kind == "acts only" or (kind == "mixed" and number % 10 == 0)
            parts.append(in_other_years(dense[number % len(dense)], number) if acts else paragraph(PROSE, number))
        parts.append(f"This is sheet {number} of the file.")
        text = "\n\n".join(parts)
        size += len(text.encode())
        yield text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument(
        "--stream", type=float, nargs="*", default=[10, 30], help="megabytes of JSON Lines at which memory is measured"
    )
    parser.add_argument("--paragraphs", type=Path, help="JSON Lines with a field text, for the paragraphs with acts")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {FILE.name}, for the docs")
    arguments = parser.parse_args()
    dense = [paragraph(ACTS, number) for number in range(4)]
    if arguments.paragraphs:
        dense = [json.loads(line)["text"] for line in arguments.paragraphs.read_text(encoding="utf-8").splitlines()]
    machine = f"Python {platform.python_version()}, {platform.machine()}"
    print(machine)
    gc.set_threshold(50_000, 20, 20)  # as the command does
    started = time.process_time()
    reader = make_reader()
    list(reader.read(Document(id=hash_bytes(b""), text="Spain recognised Peru in 1879.")))
    making = time.process_time() - started
    print(f"making the reader   {making:6.2f} s")
    parts = {"acts only": 0.1, "mixed": 0.5, "no acts": 1.0}
    speed = {kind: read(reader, kind, arguments.megabytes * share, dense) for kind, share in parts.items()}
    memory = stream(sorted(arguments.stream), dense) if arguments.stream else []
    if arguments.write:
        found = {"machine": machine, "paragraphs": len(dense), "making": making, "speed": speed, "stream": memory}
        FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def read(reader: Reader, kind: str, megabytes: float, dense: list[str]) -> dict[str, float]:
    """What reading one kind of text takes, in the fastest of three rounds: megabytes, CPU seconds, claims."""
    rounds = []
    for number in range(3):
        size = claims = 0
        started = time.process_time()
        for text in texts(kind, megabytes, dense, first=number * 1_000_000):
            document = Document(id=hash_bytes(text.encode()), text=text)
            size += len(text.encode())
            claims += sum(1 for _ in reader.read(document))
        rounds.append((time.process_time() - started, size, claims))
    seconds, size, claims = min(rounds)
    print(f"{kind:<12} {size / 1e6:7.1f} MB  {seconds:6.2f} s  {size / 1e6 / seconds:6.2f} MB/s  {claims} claims")
    return {"megabytes": size / 1e6, "seconds": seconds, "claims": claims}


def stream(marks: list[float], dense: list[str]) -> list[dict[str, float]]:
    """Pipe JSON Lines of mixed text into ``comity read -``: at each mark its peak of memory, in MB, and the seconds."""
    command = [sys.executable, "-m", "comity", "read", "-", "--json", "--jobs", "1"]
    out: list[dict[str, float]] = []
    started, written, claims = time.monotonic(), 0, [0]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reading:
        assert reading.stdin is not None
        assert reading.stdout is not None
        counting = threading.Thread(target=count_lines, args=(reading.stdout, claims))
        counting.start()
        for number, text in enumerate(texts("mixed", 2 * marks[-1], dense)):
            written += reading.stdin.write(json.dumps({"id": str(number), "text": text}).encode() + b"\n")
            if written >= marks[len(out)] * 1e6:
                reading.stdin.flush()
                size, seconds, memory = written / 1e6, time.monotonic() - started, peak(reading.pid)
                print(f"stream of {size:.0f} MB: {memory:.0f} MB of memory at most", end=", ")
                print(f"{size / seconds:.2f} MB/s by the clock, {claims[0]} claims", flush=True)
                out.append({"megabytes": size, "memory": memory, "seconds": seconds, "claims": claims[0]})
            if len(out) == len(marks):
                break
        reading.stdin.close()
        counting.join()
    return out


def count_lines(lines: IO[bytes], count: list[int]) -> None:
    for _ in lines:
        count[0] += 1


def peak(pid: int) -> float:
    """The largest resident set of a process so far, in MB, where the system tells it (Linux)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return float("nan")
    return next((int(line.split()[1]) / 1e3 for line in status.splitlines() if line.startswith("VmHWM:")), float("nan"))


if __name__ == "__main__":
    main()
