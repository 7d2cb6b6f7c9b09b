"""Times whole processes: processor time and memory of a command with all of its children; and prints ratios of pairs that ran in turn."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

CACHE = Path(tempfile.gettempdir()) / "sheetsync-benchmark-bytecode"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPYCACHEPREFIX": str(CACHE)}
"""Every side runs from bytecode, as after an installation, also where this system writes none."""

Prepare = Callable[[], object]


class Run(NamedTuple):
    """Seconds of processor time and of wall time, and the most memory held at once, in MiB, children included where /proc tells."""

    cpu: float
    wall: float
    memory: float


def timed(command: Sequence[str], cwd: Path | None = None, allowed: Sequence[int] = (0, 1)) -> Run:
    """Runs a command to its end; an exit code that is not allowed is an error."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    most = [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, most), daemon=True)
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    watcher.join(1)
    if process.returncode not in allowed:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    # the system's own figure holds what this process had when it started the other one, so it is only for where /proc tells nothing
    return Run(usage.ru_utime + usage.ru_stime, wall, most[0] or usage.ru_maxrss / 1024)


def _watch(pid: int, most: list[float]) -> None:
    while (now := _tree_memory(pid)) is not None:
        most[0] = max(most[0], now)
        time.sleep(0.1)


def _tree_memory(pid: int) -> float | None:
    """The proportional memory of a process and its children in MiB; None when it has ended or the system does not tell."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        # each thread has its own children
        children = [child for each in Path(f"/proc/{pid}/task").glob("*/children") for child in each.read_text().split()]
    except OSError:
        return None
    own = next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("Pss:")), None)
    return None if own is None else own + sum(_tree_memory(int(child)) or 0 for child in children)


def in_turn(sides: dict[str, tuple[Sequence[str], Prepare | None, Path | None]], runs: int) -> dict[str, list[Run]]:
    """Runs each side once per round, one after the other, so that what slows the machine down slows all of them."""
    found: dict[str, list[Run]] = {name: [] for name in sides}
    for _ in range(runs):
        for name, (command, prepare, cwd) in sides.items():
            if prepare:
                prepare()
            found[name].append(timed(command, cwd))
    return found


def show(title: str, found: dict[str, list[Run]], ours: str) -> None:
    """A line per side, and how many times as much each takes as ours (median over the rounds)."""
    print(f"\n{title}")
    for name, runs in found.items():
        cpu, wall, memory = (median(getattr(run, key) for run in runs) for key in Run._fields)
        ratios = [median(getattr(a, key) / max(getattr(b, key), 1e-9) for a, b in zip(runs, found[ours], strict=True)) for key in Run._fields]
        versus = "" if name == ours else "   = ours × " + " · ".join(f"{key} {ratio:.2f}" for key, ratio in zip(Run._fields, ratios, strict=True))
        print(f"  {name:34} cpu {cpu:7.2f} s  wall {wall:7.2f} s  memory {memory:6.0f} MiB{versus}")
