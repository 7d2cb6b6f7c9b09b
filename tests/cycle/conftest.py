"""Projects that several tests begin with; each test takes a copy of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from play import again, issue, make

from sheetsync.workflow.demo import demo
from sheetsync.workflow.folder import Folder


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The standard project with the first week's workbooks sent."""
    folder = make(tmp_path_factory.mktemp("issued") / "project")
    issue(folder)
    return folder


@pytest.fixture(scope="session")
def demo_week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo's week in Chinese, played on Friday, 20 November 2026; to be copied, not changed."""
    directory = tmp_path_factory.mktemp("demo") / "week"
    demo(directory, "zh", date(2026, 11, 20))
    return directory


@pytest.fixture
def folder(issued: Folder, tmp_path: Path) -> Folder:
    """A copy of the project to play with."""
    return again(issued, tmp_path / "project")
