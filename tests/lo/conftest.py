"""One LibreOffice for all tests, started when the first of them asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from office import Office, lacking


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    if reason := lacking():
        pytest.skip(reason)
    office = Office()
    yield office
    office.close()
