"""New files and folders of a command that is refused half-way are taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def all_or_nothing() -> Iterator[Callable[[Path], None]]:
    """Gives a function to name each path before it is made: when the block fails, those that were not there are removed again,
    and so are their folders that nothing else was put into."""
    new: list[Path] = []

    def about_to_make(path: Path) -> None:
        new.extend(each for each in (path, *path.parents) if not each.exists())

    try:
        yield about_to_make
    except BaseException:
        _remove(new)
        raise


def _remove(paths: list[Path]) -> None:
    """Removes files, then folders that are empty, from the inside out."""
    for path in sorted(set(paths), key=lambda each: len(each.parts), reverse=True):
        if path.is_file():
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
