"""What the outlook ships of the bundled record: its estimates (``fitted.npz``) and its backtest (``accuracy.json``).

    python -m scripts.make_outlook             both; ten minutes or so
    python -m scripts.make_outlook estimates   only the estimates; a minute or two

Run it after the record, the tables of polities or the packaged model change. Until then forecasts are still right:
the estimates carry a hash of what they come from, and where it does not fit the model is fitted anew.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import comity
from comity.outlook.backtest import backtest
from comity.outlook.fitted import estimates_file, fitted

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "comity" / "outlook"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("estimates", "backtest"))
    what = parser.parse_args().what
    view = comity.open().view()
    with ThreadPoolExecutor(2) as executor:
        if what != "backtest":
            found = fitted(view, float(dt.date.max.toordinal()), executor=executor, keep=False)
            (PACKAGE / "fitted.npz").write_bytes(estimates_file(found))
        if what != "estimates":

            def progress(done: int, total: int) -> None:
                print(f"\r{done} of {total}", end="", file=sys.stderr, flush=True)

            said = backtest(view, executor=executor, progress=progress).to_dict()
            (PACKAGE / "accuracy.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
