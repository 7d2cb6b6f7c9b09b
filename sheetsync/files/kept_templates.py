"""The templates that a project has used: every version of one is kept as it was when facts were written down under it, numbered in their order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from sheetsync.files.template_sources import joined, read_parts
from sheetsync.files.templates import kept_template
from sheetsync.files.whole import whole_file
from sheetsync.model.template import Template


def _kept(directory: Path) -> list[tuple[str, Path]]:
    """The versions with their files, oldest first."""
    paths = sorted(directory.glob("[0-9]*-*.toml"), key=lambda path: int(path.stem.partition("-")[0]))
    return [(path.stem.partition("-")[2], path) for path in paths]


def earlier_templates(directory: Path, current: str) -> tuple[Template, ...]:
    """The versions that were used before the current one, oldest first. Raises TemplateMistakes for one that can't be read."""
    versions = _kept(directory)
    if versions and versions[-1][0] == current:
        versions.pop()
    return tuple(kept_template(path) for _, path in versions)


def place_for(directory: Path, version: str) -> Path | None:
    """Where a version is to be kept; None where it is the last one that was."""
    versions = _kept(directory)
    if versions and versions[-1][0] == version:
        return None
    return directory / f"{len(versions) + 1:03d}-{version}.toml"


def keep_template(place: Path, sources: Sequence[Path], version: str) -> bool:
    """Keeps a template's files, as one; False where they are no longer of that version."""
    content = joined(read_parts(sources))
    if hashlib.sha256(content).hexdigest() != version:
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(place) as file:
        file.write(content)
    return True


def damaged_templates(directory: Path) -> list[Path]:
    """The kept files that are not what they were."""
    return [path for version, path in _kept(directory) if hashlib.sha256(path.read_bytes()).hexdigest() != version]
