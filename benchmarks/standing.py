"""How long a standing takes on the bundled record and on a ledger of 100,000 claims.

    python -m benchmarks.standing

Claims of the large ledger are made at random: 33 cases, 200 senders, six kinds, days of 1946 to 2025.
"""

from __future__ import annotations

import datetime as dt
import platform
import random
import tempfile
import time
from pathlib import Path

import comity
from comity.claims import Claim
from comity.days import Day

KINDS = (
    "recognise", "withdraw-recognition", "establish-relations", "sever-relations", "open-mission", "accept-credentials",
)  # fmt: skip


def random_claims(count: int, seed: int = 1) -> list[Claim]:
    rng = random.Random(seed)
    senders = sorted(comity.registry().in_being("2010-01-01"))[:200]
    cases = [case.case for case in comity.open().cases()] + ["FRA", "TUR"]
    first = dt.date(1946, 1, 1).toordinal()
    return [
        Claim(
            kind=rng.choice(KINDS),
            sender=rng.choice(senders),
            receiver=rng.choice(cases),
            happened=Day.parse(dt.date.fromordinal(first + rng.randrange(29_000))),
            document="d" * 64,
            start=number,
            end=number + 10,
        )
        for number in range(count)
    ]


def timed(what: str, run: object) -> None:
    began = time.perf_counter()
    run()  # type: ignore[operator]
    print(f"{what:58} {1000 * (time.perf_counter() - began):9.1f} ms")


def main() -> None:
    print(f"comity {comity.__version__}, Python {platform.python_version()}, {platform.machine()}")
    record = comity.open()
    timed("bundled record, first standing", lambda: record.standing("XKX", on="2011-10-11"))
    timed("bundled record, another day", lambda: record.standing("XKX", on="2015-10-11"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.db"
        ledger = comity.Ledger.create(path)
        claims = random_claims(100_000)
        timed("append 100,000 claims in one batch", lambda: ledger.append(claims))
        large = comity.open(path)
        timed("100,000 claims, first standing (all cases compared)", lambda: large.standing("XKX", on="2011-10-11"))
        timed("100,000 claims, the same case, another day (warm)", lambda: large.standing("XKX", on="2015-10-11"))
        timed("100,000 claims, another case (warm)", lambda: large.standing("PSE", on="2015-10-11"))
        timed("100,000 claims, acts of a case (warm)", lambda: large.acts(receiver="PSE"))


if __name__ == "__main__":
    main()
