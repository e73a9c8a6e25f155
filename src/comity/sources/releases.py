"""Public releases of sources: the files of a local copy, an archive, or an archive fetched by its checksum."""

from __future__ import annotations

import hashlib
import io
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from comity.errors import BadInput

__all__ = ["files"]

LARGEST_ARCHIVE = 2_000_000_000
"""Bytes of an archive that are fetched."""

LARGEST_FILE = 50_000_000
"""Bytes of one file of an archive that are unpacked: a bomb is refused, not unfolded."""


def files(place: str, folder: str, suffix: str, *, sha256: str = "") -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file with ``suffix`` in a folder of that name, by name.

    Parameters
    ----------
    place  : a folder (the release or ``folder`` itself), a zip archive, or the https address of one.
    sha256 : what the archive must hash to, in hexadecimal; needed for an address.

    Raises
    ------
    BadInput : nothing there, no such files, an archive that is broken, too large or not the one expected.
    """
    if place.startswith(("https://", "http://")):
        with tempfile.TemporaryFile() as archive:
            _fetch(place, sha256, archive)
            yield from _archived(archive, place, folder, suffix)
        return
    path = Path(place)
    if path.is_file():
        if sha256 and hashlib.sha256(path.read_bytes()).hexdigest() != sha256.lower():
            raise BadInput("the archive is not the one that was expected", where=place, hint="compare the checksum")
        with path.open("rb") as stream:
            yield from _archived(stream, place, folder, suffix)
        return
    if not path.is_dir():
        raise BadInput("there is no such folder or archive", where=place, hint="give a copy of the release")
    inside = path / folder if (path / folder).is_dir() else path
    found = sorted(file for file in inside.glob(f"*{suffix}") if not file.name.startswith("."))
    if not found:
        raise BadInput(f"there is no {suffix} file in it", where=str(inside), hint=f"the release has them in {folder}/")
    for file in found:
        yield str(file), file.read_bytes()


def _archived(stream: IO[bytes], place: str, folder: str, suffix: str) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(stream) as archive:
            wanted = [
                info
                for info in sorted(archive.infolist(), key=lambda info: info.filename)
                if info.filename.endswith(suffix)
                and PurePosixPath(info.filename).parent.name == folder
                and not any(part.startswith(".") for part in PurePosixPath(info.filename).parts)
            ]
            if not wanted:
                raise BadInput(f"there is no {folder}/*{suffix} in the archive", where=place, hint="give the release")
            for info in wanted:
                if info.file_size > LARGEST_FILE:
                    raise BadInput(
                        f"a file of {info.file_size:,} bytes", where=f"{place}:{info.filename}", hint="give the release"
                    )
                with archive.open(info) as file:
                    data = file.read(LARGEST_FILE + 1)
                if len(data) > LARGEST_FILE:
                    raise BadInput(
                        "a file is larger than it says", where=f"{place}:{info.filename}", hint="give the release"
                    )
                yield f"{place}:{info.filename}", data
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, io.UnsupportedOperation) as error:
        raise BadInput(f"the archive cannot be read ({error})", where=place, hint="fetch it again") from None


def _fetch(address: str, sha256: str, into: IO[bytes]) -> None:
    if len(sha256) != 64:
        raise BadInput(
            "an archive is fetched only with its checksum",
            where="--sha256",
            hint="give the SHA-256 that its release names",
        )
    if not address.startswith("https://") and not address.startswith(("http://localhost", "http://127.0.0.1")):
        raise BadInput("an archive is fetched over https only", where=address)
    digest, size = hashlib.sha256(), 0
    try:
        with urllib.request.urlopen(address, timeout=60) as response:
            while part := response.read(1 << 20):
                size += len(part)
                if size > LARGEST_ARCHIVE:
                    raise BadInput(f"the archive is larger than {LARGEST_ARCHIVE:,} bytes", where=address)
                digest.update(part)
                into.write(part)
    except (urllib.error.URLError, OSError, ValueError) as error:
        said = getattr(error, "reason", error)
        raise BadInput(f"the archive cannot be fetched: {said}", where=address, hint="give a local copy") from None
    if digest.hexdigest() != sha256.lower():
        raise BadInput(
            f"the archive hashes to {digest.hexdigest()[:12]}…, not {sha256[:12]}…",
            where=address,
            hint="it is not the release that the checksum is of; nothing was read",
        )
    into.seek(0)
