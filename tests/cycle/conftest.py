"""Projects that several tests begin with; each test takes a copy of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from play import again, issue, make

from sheetsync.workflow.folder import Folder

Begin = Callable[[], Folder]


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The standard project with the first week's workbooks sent."""
    folder = make(tmp_path_factory.mktemp("issued") / "project")
    issue(folder)
    return folder


@pytest.fixture
def folder(issued: Folder, tmp_path: Path) -> Folder:
    """A copy of the project to play with."""
    return again(issued, tmp_path / "project")
