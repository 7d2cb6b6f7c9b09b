"""Addresses of shared ledgers: what is one, what is none, and that no password is ever shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetsync.files.ledger_address import BadAddress, read_address, without_password
from sheetsync.files.projects import ProjectMistakes, read_project
from sheetsync.text import LANGUAGES, words


@pytest.mark.parametrize(
    ("written", "uri", "schema"),
    [
        ("postgresql://anna@db.example/team", "postgresql://anna@db.example/team", "sheetsync"),
        ("postgres://anna@db.example:5433/team", "postgres://anna@db.example:5433/team", "sheetsync"),
        ("postgresql:///team", "postgresql:///team", "sheetsync"),
        ("postgresql://anna@/team?host=/run/pg&schema=week", "postgresql://anna@/team?host=/run/pg", "week"),
        ("postgresql://h/team?schema=week&sslmode=require", "postgresql://h/team?sslmode=require", "week"),
        ("postgresql://h/team?schema=a_1", "postgresql://h/team", "a_1"),
        ("postgresql://[::1]:5432/team", "postgresql://[::1]:5432/team", "sheetsync"),
        ("postgresql://a:1,b:2/team", "postgresql://a:1,b:2/team", "sheetsync"),
        ("postgresql://?service=team", "postgresql://?service=team", "sheetsync"),
        ("postgresql://h/%E9%A1%B9%E7%9B%AE", "postgresql://h/%E9%A1%B9%E7%9B%AE", "sheetsync"),
    ],
)
def test_an_address_has_its_parts(written: str, uri: str, schema: str) -> None:
    address = read_address(written)
    assert (address.uri, address.schema, address.shown) == (uri, schema, written)


@pytest.mark.parametrize(
    ("written", "beside"),
    [
        ("postgresql://anna:geheim@h/team", "postgresql://anna:***@h/team?schema=two"),
        ("postgresql://h/team?schema=one", "postgresql://h/team?schema=two"),
        ("postgresql://h/team?schema=one&sslmode=require", "postgresql://h/team?sslmode=require&schema=two"),
    ],
)
def test_another_ledger_stands_beside_it(written: str, beside: str) -> None:
    assert read_address(written).beside("two") == beside


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("mysql://h/team", "not-a-ledger"),
        ("sqlite:///ledger.db", "not-a-ledger"),
        ("ledger.db", "not-a-ledger"),
        ("postgresql:team", "not-a-ledger"),
        ("postgresql://h", "not-a-ledger"),
        ("postgresql://h/", "not-a-ledger"),
        ("postgresql://h:port/team", "not-a-ledger"),
        ("postgresql://h:123456/team", "not-a-ledger"),
        ("postgresql://[::1/team", "not-a-ledger"),
        ("postgresql://h/a team", "not-a-ledger"),
        ("postgresql://h/team#1", "not-a-ledger"),
        ("postgresql://h/%zz", "not-a-ledger"),
        ("postgresql://h/team?schema", "not-a-ledger"),
        ("postgresql://h/team?schema=", "not-a-schema"),
        ("postgresql://h/team?schema=Week", "not-a-schema"),
        ("postgresql://h/team?schema=pg_x", "not-a-schema"),
        ("postgresql://h/team?schema=a&schema=b", "not-a-schema"),
        ('postgresql://h/team?schema=a"b', "not-a-schema"),
    ],
)
def test_what_is_none_is_told(written: str, code: str) -> None:
    with pytest.raises(BadAddress) as caught:
        read_address(written)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("postgresql://anna:geheim@h/team", "postgresql://anna:***@h/team"),
        ("postgresql://anna:a/b:c@d@h/team", "postgresql://anna:***@h/team"),
        ("mysql://anna:geheim@h/team", "mysql://anna:***@h/team"),
        ("postgresql://anna@h/team?password=geheim&sslmode=require", "postgresql://anna@h/team?password=***&sslmode=require"),
        ("postgresql://h/team?sslpassword=geheim", "postgresql://h/team?sslpassword=***"),
    ],
)
def test_a_password_is_not_shown(written: str, shown: str) -> None:
    assert without_password(written) == shown


SECRET = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=3, max_size=12).map(lambda text: f"Geheim{text}Geheim")


@given(SECRET, st.sampled_from(["postgresql://anna:{}@h/team", "postgresql://anna:{}@h/team?schema=X", "mysql://anna:{}@h", "anna:{}@h"]))
def test_no_password_is_told_whatever_is_wrong(secret: str, pattern: str) -> None:
    written = pattern.format(secret)
    try:
        told = repr(read_address(written))
    except BadAddress as bad:
        told = str(bad)
    assert secret not in told


def project(ledger: object) -> dict[str, object]:
    return {"project": {"name": "甲", "language": "zh", "ledger": ledger}, "departments": [{"name": "客服部", "code": "KF"}]}


def test_a_project_names_its_ledger() -> None:
    assert read_project(project(" postgresql://anna@h/team ")).ledger == "postgresql://anna@h/team"
    assert read_project(project("")).ledger == ""
    assert "geheim" not in repr(read_project(project("postgresql://anna:geheim@h/team")))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ledger", ["mysql://anna:geheim@h/team", "postgresql://anna:geheim@h/team?schema=A", "postgresql://anna:geheim@h/"])
def test_a_mistake_in_it_is_named_like_the_others(ledger: str, language: str) -> None:
    with pytest.raises(ProjectMistakes) as caught:
        read_project(project(ledger), "sheetsync.toml")
    (mistake,) = caught.value.mistakes
    told = words(language)(f"mistake.{mistake.code}", key=mistake.key, value=mistake.value)
    assert (mistake.key, "geheim" in told, "postgresql://" in told or "schema" in told) == ("project.ledger", False, True)
