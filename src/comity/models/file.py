"""Model files: a history and a model as TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comity.errors import BadInput, BadModel
from comity.histories import History, tables
from comity.models.model import Model

__all__ = ["ModelFile", "read_model"]

_SECTIONS = ("history", "networks", "attributes", "model")
_HISTORY = ("changes", "initial", "dependent", "nodes", "receivers", "directed", "start", "end", "risk_set")
_RISK_SETS = ("full", "active", "untied", "tied")
_MODEL = ("process", "timing", "convention", "effects", "ties", "missing", "fixed", "typed")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """What a model file holds: the history that it names and the model of it."""

    path: Path
    history: History
    model: Model


def read_model(path: str | Path) -> ModelFile:
    """Read a model file and the tables it names; their paths are relative to it.

    Raises
    ------
    BadInput : the file or a table cannot be read.
    BadModel : a key, an effect or an option is not one that there is.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the model file cannot be read: {error}", where=str(path)) from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"not TOML: {error}", where=str(path)) from None
    _keys(content, _SECTIONS, str(path))
    for section in ("history", "model"):
        if not isinstance(content.get(section), dict):
            raise BadInput(f"there is no section [{section}]", where=str(path), hint="see docs/how-to/fit-a-model.md")
    given, wanted = content["history"], content["model"]
    _keys(given, _HISTORY, f"{path} [history]")
    _keys(wanted, _MODEL, f"{path} [model]")
    if "changes" not in given:
        raise BadInput("`changes` is not given", where=f"{path} [history]", hint='changes = "events.csv"')
    for key in ("process", "effects"):
        if key not in wanted:
            raise BadModel(f"`{key}` is not given", where=f"{path} [model]")
    model = Model.of(
        wanted["process"],
        wanted["effects"],
        timing=wanted.get("timing", "ordinal"),
        convention=wanted.get("convention", "comity"),
        ties=wanted.get("ties"),
        missing=wanted.get("missing"),
        fixed=wanted.get("fixed"),
        typed=_flag(wanted.get("typed", False), f"{path} [model] typed"),
    )
    here = path.parent
    nodes = given.get("nodes")
    risk_set = given.get("risk_set", "full")
    history = History.from_tables(
        _path(given["changes"], here, "history.changes"),
        nodes=None if nodes is None else _path(nodes, here, "history.nodes"),
        receivers=None if "receivers" not in given else _path(given["receivers"], here, "history.receivers"),
        initial=None if "initial" not in given else _path(given["initial"], here, "history.initial"),
        dependent=given.get("dependent", "created"),
        directed=_flag(given.get("directed", True), f"{path} [history] directed"),
        networks=_tables(content.get("networks", {}), here, "networks", ("changes", "initial")),
        attributes=_tables(content.get("attributes", {}), here, "attributes", ("changes",)),
        start=given.get("start"),
        end=given.get("end"),
        name=_stem(given["changes"]),
        risk_set=risk_set
        if risk_set in ("full", "active", "untied", "tied")
        else _path(risk_set, here, "history.risk_set"),
        self_ties="drop" if model.convention.name == "remverse" else "refuse",
    )
    return ModelFile(path, history, model)


def _stem(changes: Any) -> str:
    """What a model calls its events: ``bilat`` where they are in ``bilat.csv`` or ``bilat_changes.csv``."""
    return Path(changes).stem.removesuffix("_changes") if isinstance(changes, str) else ""


def _keys(given: Mapping[str, Any], allowed: tuple[str, ...], where: str) -> None:
    for key in given:
        if key not in allowed:
            raise BadModel(
                f"unknown key {key!r}",
                where=where,
                hint=f"keys: {', '.join(allowed)}" + tables.near(key, allowed),
            )


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise BadInput(f"{value!r} is neither true nor false", where=where)
    return value


def _path(value: Any, here: Path, where: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{value!r} is not a path", where=where, hint='write "events.csv"')
    return str(here / value)


def _tables(given: Any, here: Path, section: str, paths: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    if not isinstance(given, Mapping) or not all(isinstance(spec, Mapping) for spec in given.values()):
        raise BadInput(f"write [{section}.NAME] with its keys below it", where=section)
    return {
        name: {
            key: _path(value, here, f"{section}.{name}.{key}") if key in paths else value for key, value in spec.items()
        }
        for name, spec in given.items()
    }
