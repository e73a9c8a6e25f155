"""What the outlook ships of the bundled record: estimates, ready-made forecasts and the backtest.

    python -m scripts.make_outlook             all of it; ten minutes or so
    python -m scripts.make_outlook estimates   ``fitted.npz``; a minute or two
    python -m scripts.make_outlook forecasts   ``forecasts.json.gz``; a minute or two
    python -m scripts.make_outlook backtest    ``accuracy.json``; five minutes or so
    python -m scripts.make_outlook checks      ``scripts/outlook_checks.json``: robustness, goodness of fit, calibration

Run it after the record, the tables of polities or the packaged model change. Until then forecasts are still right:
estimates and forecasts carry a hash of what they come from, and where it does not fit they are not used.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import comity
from comity.errors import BadInput
from comity.outlook.backtest import backtest
from comity.outlook.calibration import calibrate
from comity.outlook.fitted import estimates_file, fitted
from comity.outlook.forecast import check_case, forecast
from comity.outlook.goodness import goodness
from comity.outlook.ready import FILE, pack_forecasts
from comity.outlook.robustness import robustness
from comity.record.record import Record, today
from comity.standing import View
from comity.standing.forecasts import Forecast, begins_on

CHECKS = Path(__file__).resolve().parent / "outlook_checks.json"
PACKAGE = Path(__file__).resolve().parent.parent / "src" / "comity" / "outlook"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("estimates", "forecasts", "backtest", "checks"))
    what = parser.parse_args().what
    record = comity.open()
    view = record.view()
    with ThreadPoolExecutor(2) as executor:
        if what in (None, "estimates"):
            # The packaged estimates would be found again, which are to be made anew.
            (PACKAGE / "fitted.npz").unlink(missing_ok=True)
            found = fitted(view, float(dt.date.max.toordinal()), executor=executor, keep=False)
            (PACKAGE / "fitted.npz").write_bytes(estimates_file(found))
        if what in (None, "forecasts"):
            (PACKAGE / FILE).write_bytes(pack_forecasts(view.ledger.head(), forecasts(view, executor)))
        if what in (None, "backtest"):
            said = backtest(view, executor=executor, progress=progress).to_dict()
            (PACKAGE / "accuracy.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
        if what in (None, "checks"):
            CHECKS.write_text(json.dumps(checks(record, executor), indent=1) + "\n", encoding="utf-8")


def checks(record: Record, executor: Executor) -> dict[str, Any]:
    """Of the packaged estimates: what they depend on, what they get wrong, and whether the estimator is sound."""
    view = record.view()
    day = float(begins_on(view, today()).latest.toordinal() + 1)
    model = fitted(view, day, executor=executor, keep=False)
    return {
        "goodness": goodness(model, executor=executor).to_dict(),
        "robustness": [
            side.to_dict() for side in robustness(record.view, model.day, executor=executor, progress=progress)
        ],
        "calibration": calibrate(progress=progress).to_dict(),
    }


def forecasts(view: View, executor: Executor) -> list[Forecast]:
    """Of every case that can be forecast from the last day that the record covers."""
    on = begins_on(view, today())
    day = float(on.latest.toordinal() + 1)
    model = fitted(view, day, executor=executor, keep=False)
    found = []
    for k, case in enumerate(view.cases):
        progress(k, len(view.cases))
        try:
            check_case(view, case, day)
        except BadInput:
            continue
        found.append(forecast(view, case, on, model=model, executor=executor))
    return found


def progress(done: int, total: int) -> None:
    print(f"\r{done} of {total}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
