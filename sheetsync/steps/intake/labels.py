"""Labels as people leave them: which field a header means, whatever was written around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from sheetsync.model.template import Field, Sheet, Template

HIDDEN_ID = "id"
"""The label of the second, hidden, column of ids."""

MARKS = re.compile(r"[*＊†]|[(（【\[]\s*(必填|required)\s*[)）】\]]", re.IGNORECASE)
"""What a header carries besides its label."""

ADDED = re.compile(r"[(（【\[][^()（）【】\[\]]*[)）】\]]|[:：]\s*$")
"""What people add to a label: a unit or a remark in brackets, a colon at the end."""

LONGEST_LABEL = 100


def normal(text: object) -> str:
    """A label for comparison: without width, case, spaces and the marks of a required field."""
    label = str(text)
    # the same labels are looked at in every copy; texts that are none should not be kept
    return _known(label) if len(label) <= LONGEST_LABEL else _normal(label)


def _normal(text: str) -> str:
    plain = unicodedata.normalize("NFKC", MARKS.sub("", text))
    return "".join(plain.split()).casefold()


_known = lru_cache(maxsize=4096)(_normal)


def names(field: Field) -> Mapping[str, bool]:
    """The normal labels of a field; true where one is only an alias."""
    return _names(tuple(field.labels.values()), field.aliases)


@lru_cache(maxsize=1024)
def _names(labels: tuple[str, ...], aliases: tuple[str, ...]) -> Mapping[str, bool]:
    return {**{normal(alias): True for alias in aliases}, **{normal(label): False for label in labels}}


class Labels:
    """The labels of a sheet's fields, with and without what people add to them."""

    def __init__(self, sheet: Sheet) -> None:
        self.known: Mapping[str, tuple[Field, bool]] = {name: (field, alias) for field in sheet.fields for name, alias in names(field).items()}

    def field(self, text: object) -> tuple[Field | None, bool]:
        """The field that a header means, and whether by an alias; a header as it was issued counts before one without its remarks."""
        label = str(text)
        return self.known.get(normal(label)) or self.known.get(normal(ADDED.sub("", label))) or (None, False)

    def key(self, text: object) -> str:
        """The key of the field that a header means; blank for none."""
        field, _ = self.field(text)
        return field.key if field else ""


def labels_of_ours(template: Template, sheet: str) -> frozenset[str]:
    """The labels of the columns of a table that nobody fills in, in every language."""
    return frozenset(label for view in template.views(sheet) for label in view.labels.values())
