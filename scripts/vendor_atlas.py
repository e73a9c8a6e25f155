"""Take what the atlas needs from npm, at the versions of scripts/vendor/package-lock.json, into the package.

Run it with ``python -m scripts.vendor_atlas`` where Node is installed, after changing a version. What it writes is
committed, so that nobody else needs Node.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent / "vendor"
TARGET = HERE.parent.parent / "src/comity/atlas/static/vendor"
TESTS = HERE.parent.parent / "tests/atlas/vendor"

SIMPLIFY = 0.4
"""Share of the points of Natural Earth 1:50m that is kept; see docs/explanation/dependencies.md."""

FONTS = {
    "source-sans-3": "@fontsource-variable/source-sans-3",
    "source-serif-4": "@fontsource-variable/source-serif-4",
}
LICENCES = ("d3", "@observablehq/plot", "topojson-client", "world-atlas", *FONTS.values())


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        shutil.copytree(HERE, work, dirs_exist_ok=True)
        run(work, "npm", "ci", "--silent", "--no-audit", "--no-fund")
        shutil.rmtree(TARGET, ignore_errors=True)
        TARGET.mkdir(parents=True)
        without_style(work)
        bundle(work)
        run(
            work, "node", "simplify.mjs", "node_modules/world-atlas/countries-50m.json", TARGET / "world.json", SIMPLIFY
        )
        name_by_codes(TARGET / "world.json")
        for short, package in FONTS.items():
            for subset in ("latin", "latin-ext"):
                file = work / "node_modules" / package / "files" / f"{short}-{subset}-wght-normal.woff2"
                shutil.copy(file, TARGET / f"{short}-{subset}.woff2")
        write_licences(work)
        write_manifest(work)
        TESTS.mkdir(parents=True, exist_ok=True)
        shutil.copy(work / "node_modules/axe-core/axe.min.js", TESTS / "axe.min.js")


def without_style(work: Path) -> None:
    """Observable Plot writes a style into each chart, which our policy of no inline style refuses; atlas.css has it."""
    sheets = 0
    for path in (work / "node_modules/@observablehq/plot/src").rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        if '.append("style")' in text:
            sheets += text.count('.append("style")')
            path.write_text(text.replace('.append("style")', '.append("metadata")'), encoding="utf-8")
    if not sheets:
        raise SystemExit("Observable Plot writes its style in another way now; look at src/plot.js")


def run(folder: Path, *command: object) -> None:
    subprocess.run([str(word) for word in command], cwd=folder, check=True)


def bundle(work: Path) -> None:
    """One module for the map, one for the charts, and one with what both use."""
    run(
        work, "node_modules/.bin/esbuild", "map.js", "plot.js", "--bundle", "--splitting", "--format=esm", "--minify",
        "--legal-comments=none", "--target=es2022", "--chunk-names=shared", f"--outdir={TARGET}", "--log-level=warning",
    )  # fmt: skip


def name_by_codes(path: Path) -> None:
    """Each shape is called by the code of its polity; a dependent territory by that of the state it belongs to.

    Where that is contested between states in being (the Falkland Islands, the Siachen glacier) the shape has no code.
    """
    with (HERE / "codes.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["natural_earth"]: row["code"] for row in csv.DictReader(file)}
    world = json.loads(path.read_text(encoding="utf-8"))
    for shape in world["objects"]["countries"]["geometries"]:
        shape["id"] = codes[shape.pop("properties")["name"]]
    path.write_text(json.dumps(world, separators=(",", ":")) + "\n", encoding="utf-8")


def write_licences(work: Path) -> None:
    """The licence of every package of which something is in the bundle: those named, and what they depend on."""
    parts = []
    for package in sorted(closure(work, LICENCES)):
        folder = work / "node_modules" / package
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        found = sorted(p for p in folder.iterdir() if p.name.lower().startswith(("license", "licence")))
        text = found[0].read_text(encoding="utf-8").strip() if found else f"Licence: {about.get('license')}"
        parts.append(f"{package} {about['version']}\n{'=' * 40}\n{text}\n")
    (TARGET / "LICENCES.txt").write_text("\n".join(parts), encoding="utf-8")


def closure(work: Path, names: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            about = json.loads((work / "node_modules" / name / "package.json").read_text(encoding="utf-8"))
            todo += about.get("dependencies", {})
    return found


def write_manifest(work: Path) -> None:
    wanted = json.loads((work / "package.json").read_text(encoding="utf-8"))["dependencies"]
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in sorted(TARGET.iterdir())
    }
    text = json.dumps({"packages": wanted, "files": files}, indent=1)
    (TARGET / "manifest.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
