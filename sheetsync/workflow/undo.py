"""New files and new names of a command that is refused half-way are taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
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


@contextmanager
def names_given_back() -> Iterator[Callable[[Path, str], Path]]:
    """Gives a function that gives a file or folder another name, without its suffix and numbered where it is taken, and tells where it is now:
    when the block fails, all of them get their names back."""
    moved: list[tuple[Path, Path]] = []

    def rename(path: Path, name: str) -> Path:
        tries = (path.with_name(f"{name}{f' {number}' if number > 1 else ''}{path.suffix if path.is_file() else ''}") for number in count(1))
        target = next(each for each in tries if not each.exists())
        path.replace(target)
        moved.append((path, target))
        return target

    try:
        yield rename
    except BaseException:
        for path, target in reversed(moved):
            target.replace(path)
        raise
