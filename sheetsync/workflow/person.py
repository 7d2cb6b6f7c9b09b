"""Who is at the keyboard."""

from __future__ import annotations

import getpass


def person() -> str:
    """Who is logged in; nobody where the system does not say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # a user without a name, as in some containers
        return ""
