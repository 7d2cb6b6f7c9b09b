"""Draws the pictures of the READMEs from the workbooks and the web page of the demo: LibreOffice prints, poppler and Chromium draw.

Run as `make pictures`; needs soffice, pdftoppm, chromium and a Chinese font.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from browser import chromium

from sheetsync.workflow.demo import demo
from sheetsync.workflow.play import Played
from sheetsync.workflow.reporting import report

DOCS = Path(__file__).resolve().parent.parent / "docs"
DAY = date(2026, 11, 20)
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><include>/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family"><string>Microsoft YaHei</string></test>
<edit name="family" mode="assign" binding="strong"><string>Noto Sans CJK SC</string></edit></match></fontconfig>"""
"""Workbooks ask for a font that comes with Windows; elsewhere a free one of the same shape stands in for it."""


def consolidated(played: Played) -> Path:
    return played.folder.report(played.generated.round.name)


def of_a_department(played: Played) -> Path:
    return played.generated.workbooks[0][1]


PICTURES: dict[str, tuple[str, Callable[[Played], Path], int, int]] = {
    "consolidated.png": ("zh", consolidated, 1, 1090),
    "department.png": ("zh", of_a_department, 6, 400),
    "consolidated-en.png": ("en", consolidated, 1, 1090),
    "department-en.png": ("en", of_a_department, 9, 400),
}
"""Each picture: the language of the demo, the workbook, the page, and how many pixels of its height."""


PAGES = {"page.png": "zh", "page-en.png": "en"}
"""The pictures of the web page: the language of the demo."""
WINDOW = "1000,830"
"""Pixels: how much of the page is seen."""


def photograph(page: Path, target: Path) -> None:
    """The upper part of a web page."""
    command = [chromium(), "--headless=new", "--no-sandbox", "--hide-scrollbars", f"--window-size={WINDOW}", f"--screenshot={target}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def draw(workbook: Path, page: int, height: int, target: Path) -> None:
    """The upper part of one page of a workbook as it is printed."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        (scratch / "fonts.conf").write_text(FONTS)
        environment = {**os.environ, "FONTCONFIG_FILE": str(scratch / "fonts.conf"), "HOME": name}
        command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{name}/profile", "--convert-to", "pdf", "--outdir", name]
        subprocess.run([*command, str(workbook)], check=True, capture_output=True, env=environment, timeout=180)
        pdf = next(scratch.glob("*.pdf"))
        cut = ["-r", "110", "-f", str(page), "-l", str(page), "-y", "16", "-H", str(height)]
        subprocess.run(["pdftoppm", *cut, "-singlefile", "-png", str(pdf), str(target.with_suffix(""))], check=True)


def main() -> None:
    played: dict[str, Played] = {}
    with tempfile.TemporaryDirectory() as name:
        for file, (language, workbook, page, height) in PICTURES.items():
            if language not in played:
                played[language] = demo(Path(name) / language, language, DAY)
            draw(workbook(played[language]), page, height, DOCS / file)
        for file, language in PAGES.items():
            made = report(played[language].folder)
            photograph(played[language].folder.path / made.files["html"], DOCS / file)
        for file in (*PICTURES, *PAGES):
            print(f"docs/{file}: {(DOCS / file).stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
