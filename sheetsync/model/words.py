"""How steps get at words without knowing any: they are handed an object of this shape."""

from __future__ import annotations

from typing import Any, Protocol

from sheetsync.model.finding import Finding


class Words(Protocol):
    """The sentences of one language."""

    language: str

    def __call__(self, key: str, /, **values: Any) -> str:
        """The sentence of that key with its values filled in; KeyError for a key that the language lacks."""

    def finding(self, finding: Finding) -> str:
        """What was found, where, what is expected and what to do, in one or two sentences."""

    def expected(self, finding: Finding) -> str:
        """What would have been right, in a few words; blank where the finding is not about a value."""

    def mend(self, finding: Finding) -> str:
        """What is wrong in a cell and how to mend it, said to whoever filled it in; KeyError for a finding that nobody is to mend."""

    def moment(self, text: str) -> str:
        """A time (ISO 8601) to the minute, on the clock of the project; what is no time, as it is."""
