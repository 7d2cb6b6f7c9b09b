"""Send every department a standard workbook, merge the copies that come back, see what conflicts, is overdue or at risk."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sheetsync.api import open as open

__all__ = ["__version__", "open"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Loads what is asked for only then, so that the command line answers at once."""
    if name == "open":
        from sheetsync import api

        return api.open
    raise AttributeError(name)
