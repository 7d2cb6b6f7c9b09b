"""Projects that several tests begin with; each test takes a copy of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from play import again, issue, make, shared

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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The tests that a module names in BOTH_LEDGERS are played with the ledger in the project's folder and with one in PostgreSQL."""
    if metafunc.function.__name__ in getattr(metafunc.module, "BOTH_LEDGERS", ()):
        metafunc.parametrize("folder", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)


@pytest.fixture
def folder(request: pytest.FixtureRequest, issued: Folder, tmp_path: Path) -> Folder:
    """A copy of the project to play with."""
    copied = again(issued, tmp_path / "project")
    if getattr(request, "param", "") == "postgresql":
        return shared(copied, request.getfixturevalue("postgresql").new())
    return copied
