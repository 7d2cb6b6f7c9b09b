"""The tables of the ledger, as they are in a new one; `ledger_migrations` brings older ones to this shape."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Dialect, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy.types import TypeDecorator

_MARK = "\N{REPLACEMENT CHARACTER}"
"""Begins a text that is kept as the hexadecimal digits of its bytes."""


class Text(TypeDecorator[str]):
    """Any text of Python's, lone surrogates and NUL included, which names of files may hold and databases refuse."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 # the signature is SQLAlchemy's
        if value is None or not (value.startswith(_MARK) or "\0" in value or any("\ud800" <= each <= "\udfff" for each in value)):
            return value
        return _MARK + value.encode("utf-8", "surrogatepass").hex()

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 # the signature is SQLAlchemy's
        text: str | None = value
        if text is None or not text.startswith(_MARK):
            return text
        return bytes.fromhex(text[len(_MARK) :]).decode("utf-8", "surrogatepass")


metadata = MetaData()
about = Table("about", metadata, Column("key", String, primary_key=True), Column("value", String, nullable=False))
rounds = Table(
    "rounds", metadata,
    Column("name", Text, primary_key=True), Column("position", Integer, unique=True, nullable=False),
    Column("opened_on", String, nullable=False), Column("due_at", String, nullable=False), Column("opening", LargeBinary, nullable=False),
)  # fmt: skip
issues = Table(
    "issues", metadata,
    Column("token", Text, primary_key=True), Column("round", Text, nullable=False), Column("department", Text, nullable=False),
    Column("sha256", String, nullable=False), Column("numbers", LargeBinary, nullable=False), Column("facts", LargeBinary, nullable=False),
)  # fmt: skip
copies = Table(
    "copies", metadata,
    Column("sha256", Text, primary_key=True), Column("position", Integer, nullable=False), Column("token", Text, nullable=False),
    Column("reading", String, nullable=False), Column("facts", LargeBinary, nullable=False), Column("withdrawn", Integer, nullable=False),
)  # fmt: skip
arrivals = Table(
    "arrivals", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True), Column("sha256", Text, nullable=False), Column("file", Text, nullable=False),
    Column("position", Integer, nullable=False),
)  # fmt: skip
imports = Table(
    "imports", metadata,
    Column("sha256", Text, primary_key=True), Column("position", Integer, nullable=False), Column("file", Text, nullable=False),
    Column("facts", LargeBinary, nullable=False),
)  # fmt: skip
numbers = Table(
    "numbers", metadata,
    Column("sha256", Text, primary_key=True), Column("sheet", Text, primary_key=True), Column("row", Integer, primary_key=True),
    Column("id", Text, nullable=False),
)  # fmt: skip
settlements = Table(
    "settlements", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True), Column("position", Integer, nullable=False),
    Column("facts", LargeBinary, nullable=False),
)  # fmt: skip
returns = Table(
    "returns", metadata,
    Column("token", Text, primary_key=True), Column("issue", Text, nullable=False), Column("mends", Text, nullable=False),
    Column("facts", LargeBinary, nullable=False),
)  # fmt: skip
reports = Table(
    "reports", metadata,
    Column("token", Text, primary_key=True), Column("position", Integer, nullable=False), Column("facts", LargeBinary, nullable=False),
)  # fmt: skip
resolved = Table(
    "resolved", metadata,
    Column("sha256", Text, primary_key=True), Column("file", Text, nullable=False), Column("position", Integer, nullable=False),
)  # fmt: skip
reopenings = Table(
    "reopenings", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True), Column("position", Integer, nullable=False),
    Column("last", Integer, nullable=False), Column("at", String, nullable=False), Column("by", Text, nullable=False),
)  # fmt: skip
releases = Table(
    "releases", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True), Column("sha256", Text, nullable=False), Column("token", Text, nullable=False),
    Column("position", Integer, nullable=False), Column("at", String, nullable=False), Column("by", Text, nullable=False),
)  # fmt: skip
results = Table(
    "results", metadata,
    Column("round", Text, primary_key=True), Column("fingerprint", String, nullable=False), Column("document", LargeBinary, nullable=False),
)  # fmt: skip
