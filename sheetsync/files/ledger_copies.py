"""The copies of a ledger: what was read from them, in which round they were taken in, and under which names they came."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, insert, select, update

from sheetsync.files import codec, ledger_rounds
from sheetsync.files.ledger_tables import arrivals, copies, numbers, releases
from sheetsync.model.copy import Copy, Release
from sheetsync.model.passage import Passage, Terms
from sheetsync.model.template import Template


class CopyFacts:
    """The part of a ledger's facts that is about copies, within one transaction."""

    def __init__(self, connection: Connection, template: Template, terms: Terms | None = None) -> None:
        self._db = connection
        self._template = template
        self._terms = terms

    def _passage(self, version: str) -> Passage | None:
        return self._terms.passage(version) if self._terms else None

    def _sheet(self, key: str) -> str:
        """Today's key of a sheet."""
        return self._terms.lineage.sheets.get(key, key) if self._terms else key

    def known_copies(self, reading: str) -> dict[str, int]:
        """The SHA-256 of every copy that was read by this version of the reading, with the order of the round that took it in."""
        rows = self._db.execute(select(copies.c.sha256, copies.c.position).where(copies.c.reading == reading))
        return {r.sha256: r.position for r in rows}

    def copies_of(self, position: int) -> list[Copy]:
        """The copies that a round took in, without those that were taken back out."""
        return self._copies(self._of(position), copies.c.withdrawn == 0)

    def copies_named(self, sha256s: Collection[str]) -> list[Copy]:
        """The copies of these SHA-256."""
        return self._copies(copies.c.sha256.in_(sorted(sha256s)))

    def all_copies(self, position: int) -> list[Copy]:
        """The copies that a round took in, with those that were taken back out."""
        return self._copies(self._of(position))

    def waiting(self, position: int) -> list[Copy]:
        """The copies of rounds that were withdrawn right after this one, without those that were taken back out: the next round will count them."""
        return self._copies(copies.c.position.between(position + 1, ledger_rounds.reach(self._db, position)), copies.c.withdrawn == 0)

    def outdated(self, position: int, reading: str) -> list[Copy]:
        """The copies of a round that another version of the reading has read, without those that were taken back out."""
        return self._copies(self._of(position), copies.c.withdrawn == 0, copies.c.reading != reading)

    def _of(self, position: int) -> ColumnElement[bool]:
        """What belongs to a round."""
        return copies.c.position.between(*ledger_rounds.span(self._db, position))

    def _copies(self, *those: ColumnElement[bool]) -> list[Copy]:
        found = self._db.execute(select(copies.c.sha256, copies.c.facts).where(*those)).all()
        # sorted here: databases have ideas of their own about the order of texts, and none without being asked
        return [self.told(codec.unpack_copy(codec.unpack(facts))) for _, facts in sorted(found)]

    def told(self, copy: Copy) -> Copy:
        """A copy, as it was read against what was issued, in today's terms."""
        way = self._passage(copy.template) if copy.token else None
        return way.copy(copy) if way else copy

    def merged_copies(self, position: int) -> list[str]:
        """The SHA-256 of the copies that a round took in, without those that were taken back out."""
        return sorted(self._db.execute(select(copies.c.sha256).where(self._of(position), copies.c.withdrawn == 0)).scalars())

    def tokens_of(self, position: int) -> dict[str, str]:
        """The return code of each copy that a round took in, by its SHA-256."""
        rows = self._db.execute(select(copies.c.sha256, copies.c.token).where(self._of(position)))
        return {r.sha256: r.token for r in rows}

    def codes(self) -> dict[str, str]:
        """The return code of each copy that ever came in, by its SHA-256."""
        return {r.sha256: r.token for r in self._db.execute(select(copies.c.sha256, copies.c.token))}

    def put_copy(self, copy: Copy, position: int, reading: str) -> None:
        """Keeps what was read from a copy; a copy that was read by an older version keeps its place."""
        facts = codec.pack(codec.pack_copy(copy))
        known = self._db.execute(update(copies).where(copies.c.sha256 == copy.sha256).values(token=copy.token, reading=reading, facts=facts)).rowcount
        if not known:
            keys = {"sha256": copy.sha256, "position": position, "token": copy.token, "reading": reading, "withdrawn": 0}
            self._db.execute(insert(copies).values(**keys, facts=facts))

    def taken_in(self) -> dict[str, int]:
        """The SHA-256 of every copy, with the order of the round that took it in."""
        return {r.sha256: r.position for r in self._db.execute(select(copies.c.sha256, copies.c.position))}

    def withdraw(self, sha256: str) -> None:
        """Takes a copy back out."""
        self._db.execute(update(copies).where(copies.c.sha256 == sha256).values(withdrawn=1))

    def bring_back(self, sha256: str, position: int) -> None:
        """Takes a copy that was taken out in again: now, whichever round it was taken out of; one of a withdrawn round waits for the next one."""
        facts = self._db.execute(select(copies.c.facts).where(copies.c.sha256 == sha256)).scalar_one()
        home = max(position, codec.unpack_copy(codec.unpack(facts)).order)
        self._db.execute(update(copies).where(copies.c.sha256 == sha256).values(withdrawn=0, position=home))

    def withdrawn(self) -> set[str]:
        """The SHA-256 of the copies that were taken back out."""
        return set(self._db.execute(select(copies.c.sha256).where(copies.c.withdrawn == 1)).scalars())

    def add_arrival(self, sha256: str, file: str, position: int) -> None:
        """Keeps under which name a file came in."""
        self._db.execute(insert(arrivals).values(sha256=sha256, file=file, position=position))

    def arrivals(self) -> dict[str, list[tuple[str, int]]]:
        """The names under which each file came in, the first one first, with the order of the round."""
        found: dict[str, list[tuple[str, int]]] = {}
        for row in self._db.execute(select(arrivals).order_by(arrivals.c.id)):
            found.setdefault(row.sha256, []).append((row.file, row.position))
        return found

    def add_release(self, release: Release) -> None:
        """Keeps whose copy a file is, for good; the last one counts."""
        sha256, token, order, at, by = release
        self._db.execute(insert(releases).values(sha256=sha256, token=token, position=order, at=at, by=by))

    def number_anew(self, sha256: str, before: str, now: str) -> None:
        """Sets the ids aside that a file's rows have got as another one's copy, and takes up those that they once got as this one's (return codes).

        They stay given for good, so that nothing else ever gets them.
        """
        for old, new in ((sha256, f"{before}:{sha256}"), (f"{now}:{sha256}", sha256)):
            self._db.execute(update(numbers).where(numbers.c.sha256 == old).values(sha256=new))

    def all_releases(self) -> list[Release]:
        """Every time that somebody said whose copy a file is, oldest first."""
        rows = self._db.execute(select(releases).order_by(releases.c.number))
        return [Release(r.sha256, r.token, r.position, r.at, r.by) for r in rows]

    def releases(self) -> dict[str, str]:
        """The return code under which each released file is read, by its SHA-256."""
        return {each.sha256: each.token for each in self.all_releases()}
