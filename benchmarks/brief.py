"""What a brief costs from the shell: ``python -m benchmarks.brief``. Whole processes; nothing is compiled here."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import comity

TIMES = 7

CASES = ("AFG/emirate-2021", "XKX", "CHN/prc")


def spent(arguments: list[str]) -> tuple[float, float]:
    """Seconds by the clock and of the processor for one run of the command in a new process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "comity", *arguments], capture_output=True, check=True)
    clock = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    print(
        f"comity {comity.__version__}, Python {platform.python_version()}, SQLAlchemy {version('sqlalchemy')}, "
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    claims = comity.open().ledger.head().claims[0]
    print(f"bundled record, {claims:,} claims; best and median of {TIMES} runs\n")
    print(f"{'':<48}{'clock':>8}{'median':>8}{'processor':>11}")
    with tempfile.TemporaryDirectory() as folder:
        runs = [["--help"], ["standing", CASES[0]], *(["brief", case] for case in CASES)]
        runs += [["brief", CASES[1], form] for form in ("--json", "--markdown")]
        runs += [["brief", CASES[1], "--html", str(Path(folder) / "page.html")], ["precedents", CASES[1]]]
        for arguments in runs:
            found = [spent(arguments) for _ in range(TIMES)]
            clock = [seconds for seconds, _ in found]
            name = "comity " + " ".join("page.html" if word.startswith(folder) else word for word in arguments)
            print(
                f"{name:<48}{min(clock):>7.2f}s{statistics.median(clock):>7.2f}s"
                f"{min(seconds for _, seconds in found):>10.2f}s"
            )


if __name__ == "__main__":
    main()
