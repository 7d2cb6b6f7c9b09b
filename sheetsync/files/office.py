"""LibreOffice, where it is installed: it prints a workbook to PDF."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from sheetsync.files.whole import whole_file

PROGRAMS = ("soffice", "libreoffice")
PLACES = (Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"), Path("C:/Program Files/LibreOffice/program/soffice.exe"))
"""Where it is installed without being on the path of programs."""
LONGEST = 600
"""Seconds: a big workbook takes a minute."""


class NoOffice(Exception):
    """LibreOffice is not installed."""


class OfficeFailed(Exception):
    """LibreOffice made no PDF; the argument is what it said."""


def office() -> str:
    """The program. Raises NoOffice where there is none."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None) or next((str(place) for place in PLACES if place.is_file()), None)
    if not found:
        raise NoOffice
    return found


def print_pdf(workbook: Path, target: Path) -> None:
    """Prints a workbook as its sheets' page settings say. NoOffice, OfficeFailed, or OSError when the file can't be written."""
    with tempfile.TemporaryDirectory() as folder:
        profile = (Path(folder) / "profile").as_uri()
        # a profile of its own: one that is in use lets nobody else in
        command = [
            office(),
            "--headless",
            "--norestore",
            f"-env:UserInstallation={profile}",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(workbook),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=LONGEST, check=False)
        except subprocess.TimeoutExpired as error:
            raise OfficeFailed(f"{LONGEST} s") from error
        made = Path(folder) / f"{workbook.stem}.pdf"
        if not made.is_file():
            raise OfficeFailed(done.stderr.decode(errors="replace").strip() or str(done.returncode))
        with made.open("rb") as source, whole_file(target) as file:
            shutil.copyfileobj(source, file)
