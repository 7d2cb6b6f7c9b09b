"""Chromium as the reader of the web page."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from writers import NPM

NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """The program; blank where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), "") or ""


def lacking() -> str:
    """What is missing to open a page, in a few words."""
    if not chromium():
        return "Chromium is not installed"
    if not shutil.which("node") or not (NPM / "node_modules" / "puppeteer-core").is_dir():
        return "Node.js or puppeteer-core is not there (npm ci --prefix tests/npm)"
    return ""


def browse(page: Path, folder: Path) -> dict[str, Any]:
    """What people see of a page, as tests/npm/browse.js tells it; the page as it is printed is `print.pdf` in the folder."""
    command = ["node", "browse.js", str(page), chromium(), str(folder)]
    done = subprocess.run(command, cwd=NPM, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told
