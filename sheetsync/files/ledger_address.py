"""Where a shared ledger is: the address of a PostgreSQL database, as a project file names it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

SCHEMES = ("postgresql://", "postgres://")
SCHEMA = "sheetsync"
"""The schema of an address that names none: a database holds one project's ledger in each of its schemas."""

_SCHEMA = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}", re.ASCII)
_SCHEMA_PART = re.compile(r"(?<=[?&])schema=[^&#]*&?")
_PASSWORD = re.compile(r"^((?:\w*://)?[^:/@]*):(?!//).*@")
_PASSWORD_PART = re.compile(r"([?&]\w*password)=[^&]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its parts: `uri` is what PostgreSQL's own programs take, `shown` has no password in it and may be told."""

    uri: str = field(repr=False)
    schema: str
    shown: str
    password: str = field(default="", repr=False)

    def beside(self, schema: str) -> str:
        """The address of another schema in the same database, to be shown."""
        shown = _SCHEMA_PART.sub("", self.shown).rstrip("?&")
        return f"{shown}{'&' if '?' in shown else '?'}schema={schema}"


class BadAddress(ValueError):
    """What is wrong with an address: `not-a-ledger` or `not-a-schema`; `value` may be shown."""

    def __init__(self, code: str, value: str) -> None:
        self.code, self.value = code, value
        super().__init__(f"{code}: {value}")


def read_address(written: str) -> Address:
    """The parts of `postgresql://USER@HOST/DATABASE`, with `?schema=NAME` where it names one. Raises BadAddress for anything else."""
    shown = without_password(written)
    try:
        parts = urlsplit(written)
        given = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise BadAddress("not-a-ledger", shown) from None
    schemas = [value for key, value in given if key == "schema"] or [SCHEMA]
    named = len(parts.path) > 1 or {"dbname", "service"} & {key for key, _ in given}
    if not written.startswith(SCHEMES) or not named or not _is_clean(written) or not _has_ports(parts.netloc):
        raise BadAddress("not-a-ledger", shown)
    if len(schemas) > 1 or not _SCHEMA.fullmatch(schemas[0]):
        raise BadAddress("not-a-schema", "&".join(schemas))
    return Address(_SCHEMA_PART.sub("", written).rstrip("?&"), schemas[0], shown, parts.password or "")


def without_password(written: str) -> str:
    """An address, right or wrong, that may be shown."""
    return _PASSWORD_PART.sub(r"\1=***", _PASSWORD.sub(r"\1:***@", written))


def _is_clean(written: str) -> bool:
    """Whether nothing is in it that must be written as %XX, and each % is one of those."""
    return written.isprintable() and not re.search(r"[\s#<>]|%(?![0-9A-Fa-f]{2})", written)


def _has_ports(netloc: str) -> bool:
    """Whether every host that is named has a number as its port, or none."""
    hosts = netloc.rpartition("@")[2]
    return all(re.fullmatch(r"(\[[0-9A-Fa-f:.%]*\]|[^:\[\]]*)(:\d{0,5})?", host) for host in hosts.split(","))
