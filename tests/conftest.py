"""Settings for all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("deep", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("shrink", max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Behind what is installed, so that the tests find benchmarks/ and still test the installed package.
sys.path.append(str(Path(__file__).parents[1]))

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where SHEETSYNC_REQUIRE_LIBREOFFICE is set, a test that LibreOffice's absence skips has failed."""
    report = yield
    wanted = os.environ.get("SHEETSYNC_REQUIRE_LIBREOFFICE") and item.get_closest_marker("libreoffice")
    if wanted and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, though LibreOffice is required here: {report.longrepr}"
    return report
