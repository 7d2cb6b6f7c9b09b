"""Which language help is in. It must be known before anything large is loaded, so the project file is only looked at, not read."""

from __future__ import annotations

import os
import re


def helping_language(project: str = "") -> str:
    """The language of the project in a folder, or in the nearest one upwards from here; else that of the person's system."""
    folder = os.path.abspath(project or ".")  # noqa: PTH100 - pathlib would take longer to load than the rest takes
    while not (said := _said(folder)) and not project and folder != os.path.dirname(folder):  # noqa: PTH120 - as above
        folder = os.path.dirname(folder)  # noqa: PTH120 - as above
    return said or system_language()


def _said(folder: str) -> str:
    """The language that a folder's project file names; blank where there is none, or none that can be read."""
    try:
        with open(os.path.join(folder, "sheetsync.toml"), encoding="utf-8") as file:  # noqa: PTH118, PTH123 - as above
            found = re.search(r"""^\s*language\s*=\s*["'](zh|en)["']""", file.read(), re.MULTILINE)
    except (OSError, UnicodeDecodeError):
        return ""
    return found[1] if found else ""


def system_language() -> str:
    """The language of the person's system, as far as we speak it."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if spoken.lower().startswith("zh") else "en"
