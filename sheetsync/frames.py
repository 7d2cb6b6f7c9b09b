"""Sheets as pandas DataFrames."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sheetsync.model.record import Record
from sheetsync.model.template import Sheet

DTYPES: Mapping[str, str] = {
    "date": "datetime64[s]",
    "datetime": "datetime64[s]",
    "time": "object",
    "percent": "Float64",
    "rating": "Int64",
    "integer": "Int64",
    "choices": "object",
    "departments": "object",
    "refs": "object",
}
"""The column type of each field type; the others are `string`."""


def frame(sheet: Sheet, records: Mapping[str, Record]) -> pd.DataFrame:
    """A row per record, indexed by id; a column per field; blanks are NA, several values are tuples."""
    index = pd.Index(list(records), name="id", dtype="string")
    columns = {
        f.key: pd.Series([r.values.get(f.key) for r in records.values()], index=index, dtype=DTYPES.get(f.kind, "string")) for f in sheet.columns
    }
    return pd.DataFrame(columns, index=index)
