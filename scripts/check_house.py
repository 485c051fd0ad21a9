"""The rules of the house that ruff, mypy and import-linter cannot say.

    python scripts/check_house.py

Each rule takes the root of the repository and names what breaks it, as `path:line: what`.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    Rule: TypeAlias = Callable[[Path], Iterator[str]]

ROOT = Path(__file__).parent.parent
MOST_LINES = 400
MOST_LINES_OF_APP = 300
MOST_BROAD_EXCEPTS = 3
MOST_TYPE_IGNORES = 12

# Where a worker, a command or the program ends: only there may everything be caught.
ENDS = (
    "dropship_tui/__main__.py",
    "dropship_tui/cli/",
    "dropship_tui/app.py",
    "dropship_tui/screens/base.py",
)
BROAD = {"Exception", "BaseException"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|NotImplementedError)\b")
OFFSET = re.compile(r"\boffset\s+([:?%\d]|$)|\blimit\s+[:?%\d]\S*\s*,", re.IGNORECASE)

# Where the constructors of services/errors.py and models/checks.py take their message.
MESSAGE_OF = {
    "Invalid": 1,
    "ShopError": 1,
    "Refused": 1,
    "NotFound": 0,
    "WrongUsage": 1,
    "UnusableFile": 1,
    "DatabaseTrouble": 1,
}
TRANSLATES = {"_", "ngettext", "pgettext"}
MARKS = {"N_", *TRANSLATES}

# What a line of constraints.txt may be. Anything else could name a host, a URL or a folder.
PIN = re.compile(r"([a-z0-9-]+)==[\w.!+]+( ; [^\\:]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
REMARK = re.compile(r"    # [\w (),.-]*")


@dataclass(frozen=True)
class Module:
    """A source file, read and parsed once."""

    path: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST, what: str) -> str:
        """`what`, with the place where it is."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"

    def calls(self) -> Iterator[ast.Call]:
        """Every call in the module."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


@cache
def modules(root: Path, *folders: str) -> tuple[Module, ...]:
    """The Python files in `folders`, migrations left out: they are written once and stay."""
    found = []
    for folder in folders or ("dropship_tui",):
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            if "/migrations/versions/" not in name:
                text = path.read_text(encoding="utf-8")
                found.append(Module(name, text, ast.parse(text, name)))
    return tuple(found)


def modules_are_short(root: Path) -> Iterator[str]:
    """A module that is longer than a person reads at a sitting holds two things."""
    for module in modules(root):
        most = MOST_LINES_OF_APP if module.path == "dropship_tui/app.py" else MOST_LINES
        if (lines := module.text.count("\n")) > most:
            yield f"{module.path}:{most}: {lines} lines, at most {most}"


def excepts_are_narrow(root: Path) -> Iterator[str]:
    """An error that nobody expected must reach the one place that shows it."""
    places = [(module, node) for module in modules(root) for node in _broad_excepts(module)]
    for module, node in places:
        if not module.path.startswith(ENDS):
            yield module.at(node, "catches everything; only where a command or a worker ends")
    if len(places) > MOST_BROAD_EXCEPTS:
        last, node = places[-1]
        yield last.at(node, f"{len(places)} places catch everything, at most {MOST_BROAD_EXCEPTS}")


def _broad_excepts(module: Module) -> Iterator[ast.AST]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler):
            caught = [node.type] if not isinstance(node.type, ast.Tuple) else node.type.elts
        elif isinstance(node, ast.Call) and _name(node.func) == "suppress":
            caught = [*node.args]
        else:
            continue
        if any(kind is None or _name(kind) in BROAD for kind in caught):
            yield node


def type_ignores_are_few(root: Path) -> Iterator[str]:
    """Each says which error it silences, and there are few."""
    ignores = []
    for module in modules(root, "dropship_tui", "tests", "scripts", "benchmarks"):
        for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
            if token.type == tokenize.COMMENT and re.match(r"#\s*type:\s*ignore", token.string):
                ignores.append(f"{module.path}:{token.start[0]}")
                if not re.match(r"#\s*type:\s*ignore\[[\w-]+", token.string):
                    yield f"{ignores[-1]}: `type: ignore` without the code of the error"
    if len(ignores) > MOST_TYPE_IGNORES:
        yield f"{ignores[-1]}: {len(ignores)} of `type: ignore`, at most {MOST_TYPE_IGNORES}"


def nothing_is_unfinished(root: Path) -> Iterator[str]:
    """What is in the package works; plans belong elsewhere."""
    for module in modules(root):
        for number, line in enumerate(module.text.splitlines(), 1):
            if found := UNFINISHED.search(line):
                yield f"{module.path}:{number}: {found.group()}"


def lists_page_by_key(root: Path) -> Iterator[str]:
    """OFFSET reads everything that it skips: the last page of a million rows takes seconds."""
    for module in modules(root):
        for text in _texts(module.tree):
            if OFFSET.search(str(text.value)):
                yield module.at(text, "OFFSET; page by key instead")


def _texts(tree: ast.Module) -> list[ast.Constant]:
    """Every string of a module but its docstrings."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [text for text in texts if isinstance(text.value, str) and id(text) not in prose]


_NO_SCREENS = {"__init__", "base", "caller", "order_reading"}


def screens_have_styles(root: Path) -> Iterator[str]:
    """Each screen owns its looks, in the file beside it."""
    for path in sorted((root / "dropship_tui" / "screens").glob("*.py")):
        if path.stem not in _NO_SCREENS and not path.with_suffix(".tcss").exists():
            yield f"{path.relative_to(root).as_posix()}:1: has no {path.stem}.tcss"


def words_can_be_translated(root: Path) -> Iterator[str]:
    """A string that is not marked, or is put together too early, stays English in silence."""
    for module in modules(root):
        for call in module.calls():
            if _name(call.func) in MARKS:
                for text in call.args:
                    if isinstance(text, ast.JoinedStr):
                        yield module.at(text, "an f-string cannot be translated; fill it after")
            for text in _unmarked(call):
                yield module.at(text, "an error's words are not marked with N_")
        for call in _in_f_strings(module.tree):
            yield module.at(call, "words inside an f-string are not collected; take them out")
        if not module.path.startswith("dropship_tui/cli/"):  # imported once the language is known
            for call in _at_import(module.tree):
                yield module.at(call, "translated at import, before the language is known; use N_")


def _unmarked(call: ast.Call) -> Iterator[ast.expr]:
    position = MESSAGE_OF.get(_name(call.func))
    if position is None:
        return
    hints = [keyword.value for keyword in call.keywords if keyword.arg in {"hint", "message"}]
    for text in [*call.args[position : position + 1], *hints]:
        if isinstance(text, ast.JoinedStr) or (isinstance(text, ast.Constant) and text.value):
            yield text


def _in_f_strings(tree: ast.Module) -> Iterator[ast.Call]:
    """Marked texts inside f-strings: to Babel an f-string is one token until Python 3.12."""
    for text in ast.walk(tree):
        for node in ast.walk(text) if isinstance(text, ast.JoinedStr) else ():
            if isinstance(node, ast.Call) and _name(node.func) in MARKS:
                yield from (node for given in node.args[:1] if isinstance(given, ast.Constant))


def _at_import(node: ast.AST) -> Iterator[ast.Call]:
    """Calls that translate when the module is imported: those outside every function's body."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and _name(child.func) in TRANSLATES:
            yield child
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in [*child.decorator_list, child.args]:
                yield from _at_import(part)
        elif not isinstance(child, ast.Lambda):
            yield from _at_import(child)


def templates_get_their_values(root: Path) -> Iterator[str]:
    """A {name} that nobody fills is a crash in the middle of an error message."""
    for module in modules(root):
        for call in module.calls():
            given = {keyword.arg or "**" for keyword in call.keywords}
            if "**" in given:  # what it holds is not to be seen from here
                continue
            for text in _templates(call):
                for name in sorted(_fields(text.value) - given):
                    yield module.at(text, f"nothing fills {{{name}}}")


def _templates(call: ast.Call) -> Iterator[ast.Constant]:
    """The marked texts that the keywords of `call` fill: an error's, or those before .format."""
    func = call.func
    if (position := MESSAGE_OF.get(_name(func))) is not None:
        marked = [*call.args[position : position + 1]]
        marked += [keyword.value for keyword in call.keywords if keyword.arg == "hint"]
    elif isinstance(func, ast.Attribute) and func.attr == "format":
        marked = [func.value]
    else:
        return
    for text in marked:
        if isinstance(text, ast.Call) and _name(text.func) in MARKS:
            yield from (arg for arg in text.args if isinstance(arg, ast.Constant))


def _fields(text: object) -> set[str]:
    if not isinstance(text, str):
        return set()
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(text) if name}


def dependencies_are_pinned(root: Path) -> Iterator[str]:
    """Each dependency has its version and its hashes, and no line says where it comes from."""
    pinned = set()
    for number, line in enumerate((root / "constraints.txt").read_text().splitlines(), 1):
        if pin := PIN.fullmatch(line):
            pinned.add(pin[1])
        elif not HASH.fullmatch(line) and not REMARK.fullmatch(line):
            yield f"constraints.txt:{number}: neither a pin, a hash nor a remark"
    config = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project = config["project"]
    wanted = [*config["build-system"]["requires"], *project["dependencies"]]
    for extra in project.get("optional-dependencies", {}).values():
        wanted += extra
    for requirement in wanted:
        name = re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")
        if name not in {*pinned, project["name"]}:
            yield f"pyproject.toml:1: {name} is not pinned; run `make lock`"


def _name(node: ast.AST | None) -> str:
    """The last part of a name: `Refused` of both Refused and errors.Refused."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


RULES: tuple[Rule, ...] = (
    modules_are_short,
    excepts_are_narrow,
    type_ignores_are_few,
    nothing_is_unfinished,
    lists_page_by_key,
    screens_have_styles,
    words_can_be_translated,
    templates_get_their_values,
    dependencies_are_pinned,
)


def main() -> int:
    """Print what breaks a rule; 1 when something does."""
    broken = [fault for rule in RULES for fault in rule(ROOT)]
    for fault in broken:
        print(fault)
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
