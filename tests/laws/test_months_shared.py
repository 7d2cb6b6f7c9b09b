"""Months of a project whose ledger is in PostgreSQL, against the same merge from scratch."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from laws.test_months import QUICK, Months
from play import shared
from postgres_server import Server

from sheetsync.workflow.folder import Folder


@pytest.mark.postgresql
def test_months_with_a_shared_ledger(server: Server) -> None:
    class Shared(Months):
        def new_project(self) -> Folder:
            server.tidy()
            return shared(super().new_project(), server.new())

    run_state_machine_as_test(Shared, settings=settings(QUICK, max_examples=3))
    server.tidy()
