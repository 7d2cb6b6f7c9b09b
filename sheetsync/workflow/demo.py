"""Plays a week with the first sample project, on the day on which it is called."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from sheetsync.workflow.play import Played, play
from sheetsync.workflow.refusal import Refusal, writing

SAMPLE = "satisfaction"


def demo(directory: Path, language: str = "zh", today: date | None = None) -> Played:
    """Makes the sample project in an empty folder and plays a week of it."""
    if directory.exists() and any(directory.iterdir()):
        raise Refusal("not-empty", path=directory)
    script = tomllib.loads((samples_folder() / SAMPLE / f"{language}.toml").read_text("utf-8"))
    with writing(directory):
        return play(script, language, directory, today or date.today())


def samples_folder() -> Path:
    """In a wheel the samples lie within the package, in the repository beside it."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "samples"
    return inside if inside.is_dir() else package.parent / "samples"
