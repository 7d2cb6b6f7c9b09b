"""Help in the language of the project or the person: English as click makes it, Chinese in the same shape."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable

import click

from sheetsync.cli.language import helping_language
from sheetsync.model.plan import text_width

FIRST_MOST = 30
"""So wide is the column of options and commands at most; a longer one has its line to itself."""

_PART = re.compile(r"[!-~]+|\s|.")
_STICKS = "，。；：！？、）”》…"
"""What never begins a line."""
_EXTRA = re.compile(r"(.*?)(?:  \[(.*)\])?", re.DOTALL)


class _Context(click.Context):
    def make_formatter(self) -> click.HelpFormatter:
        project = self.find_root().obj.get("project") if self.find_root().obj else None
        if helping_language(str(project or "")) == "zh":
            return ChineseHelp(width=self.terminal_width, max_width=self.max_content_width)
        return super().make_formatter()


class SpokenCommand(click.Command):
    """A command whose help speaks the language of the project."""

    context_class = _Context


class SpokenGroup(click.Group):
    """A group of such commands; lists them as they stand, which is the order in which they are used."""

    context_class = _Context
    command_class = SpokenCommand
    group_class = type

    def list_commands(self, _: click.Context) -> list[str]:
        return list(self.commands)


def _chinese(text: str) -> str:
    from sheetsync.text.help_zh import HELP

    return HELP.get(text, text)


class ChineseHelp(click.HelpFormatter):
    """Writes help in Chinese, whose characters take two columns and are wrapped anywhere."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        head = prefix or f"{_chinese('Usage')}："
        for part in ("[OPTIONS]", "COMMAND [ARGS]..."):
            args = args.replace(part, _chinese(part))
        self.write(f"{head}{prog} {args}\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{_chinese(heading)}：\n")

    def write_text(self, text: str) -> None:
        paragraphs = inspect.cleandoc(text).split("\n\n")
        for number, paragraph in enumerate(paragraphs):
            if number:
                self.write("\n")
            if paragraph.startswith("\b"):
                head, *rest = paragraph.splitlines()[1:]
                lines = [f"{_chinese(head.rstrip(':'))}：", *rest]
            else:
                lines = wrapped(_chinese(paragraph), self.width - self.current_indent)
            self.write("".join(f"{'':>{self.current_indent}}{line}\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = FIRST_MOST, col_spacing: int = 2) -> None:
        rows = list(rows)
        first = min(max((text_width(name) for name, _ in rows), default=0), col_max) + col_spacing
        for name, said in rows:
            lines = wrapped(_with_extra(said), self.width - self.current_indent - first)
            if text_width(name) > first - col_spacing:
                self.write(f"{'':>{self.current_indent}}{name}\n")
                name = ""
            for line in lines or [""]:
                self.write(f"{'':>{self.current_indent}}{name}{'':>{first - text_width(name)}}{line}".rstrip() + "\n")
                name = ""


def _with_extra(said: str) -> str:
    """What is said of an option, with what click adds to it: that it is required, or what it is by default."""
    found = _EXTRA.fullmatch(said)
    text, extra = (found[1], found[2]) if found else (said, None)
    if not extra:
        return _chinese(text)
    key, colon, value = extra.partition(": ")
    return f"{_chinese(text).rstrip('。')}（{_chinese(key)}{f' {value}' if colon else ''}）。"


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text in so many columns: broken between Chinese characters, never inside an English word or before a full stop."""
    lines, line = [], ""
    for part in _PART.findall(" ".join(text.split())):
        if line and part not in _STICKS and text_width(line + part) > width:
            lines.append(line.rstrip())
            line = ""
        line += part if line or part != " " else ""
    return [*lines, line.rstrip()] if line.strip() else lines
