"""What names and memberships cost: ``python -m benchmarks.polities``. Nothing is compiled here."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable

import comity


def best(run: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of several runs."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begun)
    return min(spent)


def fresh(code: str) -> float:
    """Seconds that a statement takes in a new interpreter, which begins before the first import."""
    timed = f"import time; t = time.perf_counter(); {code}; print(time.perf_counter() - t)"
    return best_of_output([sys.executable, "-c", timed])


def best_of_output(command: list[str], times: int = 5) -> float:
    return min(float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(times))


def main() -> None:
    who = comity.registry()
    names = [row.name for row in who.names()]
    days = [dt.date(1946, 1, 1) + dt.timedelta(days=73 * i) for i in range(400)]
    organisations = who.organisations()

    def resolve_all() -> None:
        for name in names:
            with contextlib.suppress(comity.ComityError):
                who.resolve(name, "1950-01-01", codes=False)

    def members() -> None:
        for day in days:
            for organisation in organisations:
                who.members(organisation, day)

    members()
    print(
        f"comity {comity.__version__}, Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    )
    rows = [
        ("import comity, new interpreter", fresh("import comity")),
        ("registry and one code, new interpreter", fresh("import comity; comity.registry().resolve('COD')")),
        ("registry and one name, new interpreter", fresh("import comity; comity.registry().resolve('Zaire', '1980')")),
        (f"{len(names):,} names on one day, errors included", best(resolve_all)),
        (f"members of {len(organisations)} organisations on {len(days)} days", best(members)),
        (
            "comity polities show COD, from the shell",
            best(
                lambda: subprocess.run([sys.executable, "-m", "comity", "polities", "show", "COD"], capture_output=True)
            ),
        ),
    ]
    for what, seconds in rows:
        print(f"{what:<55}{seconds * 1000:>10.1f} ms")


if __name__ == "__main__":
    main()
