"""Settings for all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from postgres_server import Server, lacking, running

settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("deep", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("shrink", max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ROOT = Path(__file__).parents[1]
# Behind what is installed, so that the tests find benchmarks/ and still test the installed package.
sys.path.append(str(ROOT))

if sys.dont_write_bytecode:
    # What the tests start, hundreds of times, runs from bytecode, as it does once installed, also where this system wants none beside the sources:
    # compiling its libraries takes three times as long as most commands.
    sys.pycache_prefix = str(ROOT / "build" / "bytecode")
    sys.dont_write_bytecode = False
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


NEEDED = {
    "browser": "SHEETSYNC_REQUIRE_BROWSER",
    "libreoffice": "SHEETSYNC_REQUIRE_LIBREOFFICE",
    "node": "SHEETSYNC_REQUIRE_NODE",
    "postgresql": "SHEETSYNC_REQUIRE_POSTGRESQL",
}
"""The markers of tests that need a program, each with the variable that makes it required."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a program is required, a test that its absence skips has failed."""
    report = yield
    wanted = [marker for marker, variable in NEEDED.items() if os.environ.get(variable) and item.get_closest_marker(marker)]
    if wanted and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, though {wanted[0]} is required here: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server for all tests of this process."""
    if reason := lacking():
        pytest.skip(reason)
    with running() as server:
        yield server


@pytest.fixture
def postgresql(server: Server) -> Iterator[Server]:
    """The server, without what earlier tests have made there."""
    yield server
    server.tidy()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def address(request: pytest.FixtureRequest) -> str:
    """Where a new ledger is: in the project's own file (blank), and in a database."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgresql").new())
