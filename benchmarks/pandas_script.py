"""The script that everybody would write: read every returned workbook with pandas, put the rows together, keep the last value per id, save.

It knows no base, no rights, no conflicts and no deadlines; it is what the merge is measured against. `python pandas_script.py INBOX OUTPUT.xlsx`
"""

import sys
import warnings
from pathlib import Path

import pandas as pd

warnings.simplefilter("ignore")

tables: dict[str, list[pd.DataFrame]] = {}
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    for name, sheet in pd.read_excel(path, sheet_name=None, header=None).items():
        header = sheet.index[sheet[0].astype(str).str.contains("编号|ID")]
        if len(header):
            table = sheet.loc[header[0] + 1 :].set_axis(sheet.loc[header[0]].astype(str), axis=1)
            tables.setdefault(name, []).append(table.dropna(thresh=3))

with pd.ExcelWriter(sys.argv[2]) as writer:
    for name, parts in tables.items():
        merged = pd.concat(parts)
        merged = merged.groupby(merged.columns[0], sort=False).last()
        merged.to_excel(writer, sheet_name=name)
