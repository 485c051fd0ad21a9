"""Writes the parts of the documents that the program knows best, and checks that they are current.

    python scripts/docs.py            rewrite them
    python scripts/docs.py --check    fail when one is out of date
    python scripts/docs.py --pictures also take the README's screenshots anew

A generated part stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from dropship_tui.models import actions, lifecycle, plan
from dropship_tui.models.lifecycle import Document
from dropship_tui.services.importers.profiles import PROFILES, Profile

ROOT = Path(__file__).parent.parent
_SOME = 4


def keys() -> str:
    """The key table: every key of every screen, with its command."""
    lines = ["| where | key | what it does | command |", "|---|---|---|---|"]
    for action in actions.ACTIONS:
        where = actions.GROUPS[action.screen]
        command = f"`dropship {action.command}`" if action.command else ""
        key = action.key_name.replace("|", "\\|")
        does = action.label or actions.GROUPS[action.name].en
        lines.append(f"| {where.en} {where.zh} | `{key}` | {does} | {command} |")
    return "\n".join(lines)


def lifecycles() -> str:
    """A state diagram per document, from the table that the program itself obeys."""
    parts = []
    for document in Document:
        lines = [f"**{document.value.capitalize()}**", "", "```mermaid", "stateDiagram-v2"]
        for row in lifecycle.TRANSITIONS:
            if row.document is document and row.start != row.end:
                lines.append(f"    {row.start or '[*]'} --> {row.end}: {row.action}")
        parts.append("\n".join([*lines, "```"]))
    return "\n\n".join(parts)


def plan_tables() -> str:
    """The 23 tasks with what completes each."""
    completing = {
        row.task: f"{row.document.value}: {row.action}" for row in lifecycle.TRANSITIONS if row.task
    }
    lines = ["| stage | task | 中文 | completed by |", "|---|---|---|---|"]
    for task in plan.TASKS:
        done_by = completing.get(
            task.code, "set by hand" if task.stage == 1 else "the order itself"
        )
        lines.append(
            f"| {task.stage.title.en} {task.stage.title.zh} | `{task.code}` {task.title.en}"
            f" | {task.title.zh} | {done_by} |"
        )
    return "\n".join(lines)


def formats() -> str:
    """The order files that are recognised."""
    lines = ["| profile | what it is | channel | recognised by |", "|---|---|---|---|"]
    for profile in PROFILES:
        signature = _signature(profile) if profile.telling else "the names of its columns"
        title = f"{profile.title.en} {profile.title.zh}"
        lines.append(f"| `{profile.name}` | {title} | {profile.channel} | {signature} |")
    return "\n".join(lines)


def _signature(profile: Profile) -> str:
    """A few of the headers that tell the format; `dropship orders profiles` has them all."""
    some = ", ".join(profile.telling[:_SOME]) + (" …" if len(profile.telling) > _SOME else "")
    which = "" if profile.enough == len(profile.telling) else f"{profile.enough} of "
    return f"{profile.columns['order_no'][0]} and {which}{some}"


PARTS = {
    "README.md": {"keys": keys, "formats": formats},
    "CONTRIBUTING.md": {"lifecycles": lifecycles, "plan": plan_tables},
}


def renewed(text: str, name: str, content: str) -> str:
    """`text` with the generated part `name` replaced.

    Raises:
        ValueError: the text has no such part.
    """
    pattern = re.compile(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"no generated part {name!r}")
    return pattern.sub(lambda match: f"{match[1]}{content}\n{match[2]}", text)


def main(arguments: list[str]) -> int:
    stale = []
    for file, parts in PARTS.items():
        path = ROOT / file
        text = now = path.read_text(encoding="utf-8")
        for name, write in parts.items():
            now = renewed(now, name, write())
        if now != text:
            stale.append(file)
            if "--check" not in arguments:
                path.write_text(now, encoding="utf-8")
    if "--pictures" in arguments:
        from pictures import take

        take(ROOT / "docs")
    if "--check" in arguments and stale:
        print(f"out of date: {', '.join(stale)}; run: make docs")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
