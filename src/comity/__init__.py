"""Who recognises whom, since when, by what act, on whose word.

The names below are comity's public interface; everything else may move. They are loaded when first used,
so that ``import comity`` stays quick.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

# public name -> the module it lives in
_PUBLIC: dict[str, str] = {
    "Act": "comity.ledger",
    "Claim": "comity.claims",
    "ComityError": "comity.errors",
    "Day": "comity.days",
    "Document": "comity.sources.documents",
    "Ledger": "comity.ledger",
    "Record": "comity.record",
    "Ruling": "comity.ledger",
    "Brief": "comity.standing",
    "Precedent": "comity.standing",
    "Standing": "comity.standing",
    "Polities": "comity.polities",
    "Polity": "comity.polities",
    "open": "comity.record",
    "scenario": "comity.outlook.scenario",
    "registry": "comity.polities",
    "Fit": "comity.models.fit",
    "History": "comity.histories.history",
    "Model": "comity.models.model",
    "fit": "comity.models.fit",
    "read_model": "comity.models.file",
    "compare": "comity.models.bench.compare",
    "goodness_of_fit": "comity.models.bench.gof",
    "influence": "comity.models.bench.influence",
    "marginal_effects": "comity.models.bench.margins",
    "pooled": "comity.models.bench.uncertain",
    "UncertainHistory": "comity.models.bench.uncertain",
    "regression_table": "comity.models.bench.tables",
    "report": "comity.models.bench.report",
    "residuals": "comity.models.bench.residuals",
    "robust": "comity.models.bench.influence",
}

__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'comity' has no attribute {name!r}")
    value = getattr(importlib.import_module(_PUBLIC[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
