"""The rules of the tree, kept by walking its imports: they run down only, and each library has its place."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from slacode.cli.main import command_names, summary_of

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "slacode"

# From below to above; a module imports from its own layer and those below it. The longest prefix names its layer.
LAYERS = (
    ("slacode.diagnostics", "slacode.source", "slacode.family", "slacode.settings", "slacode.ground"),
    ("slacode.grammar",),
    ("slacode.engine",),
    ("slacode.project", "slacode.allowances", "slacode.baseline", "slacode.review", "slacode.watch"),
    ("slacode",),  # the public API
    ("slacode.reports", "slacode.evidence"),
    ("slacode.editor",),
    ("slacode.cli", "slacode.__main__", "slacode.starter"),
)

# Where a library may be imported; one that is not listed may be imported nowhere.
PLACES = {
    "click": ("cli/",),
    "duckdb": ("engine/evaluate/", "engine/logs/"),
    "holidays": ("engine/calendar/",),
    "iso4217": ("engine/", "grammar/"),
    "jsonschema": ("project.py", "reports/", "cli/"),
    "lark": ("grammar/",),
    "lsprotocol": ("editor/server/",),
    "networkx": ("engine/graph.py", "engine/graph/"),
    "numpy": ("engine/calendar/steps.py", "engine/calendar/table.py", "engine/calendar/stack.py",
              "engine/evaluate/", "engine/metrics/",
              "engine/logs/", "engine/settle.py", "engine/spark/", "engine/testing/"),
    "pyarrow": (
        "engine/spark/",
        "engine/calendar/table.py", "engine/evaluate/", "engine/metrics/", "engine/logs/", "engine/settle.py",
        "engine/testing/", "evidence/", "reports/",
    ),
    "pygls": ("editor/server/",),
    "pygments": ("editor/pygments_lexer.py",),
    "pydantic": ("engine/", "evidence/", "project.py"),
    "py4j": ("engine/spark/",),
    "pydantic_core": ("engine/", "project.py"),
    "pyspark": ("engine/spark/",),
    "rich": ("reports/", "cli/"),
    "sqlglot": ("engine/spark/",),
    "tzdata": ("engine/calendar/",),
}  # fmt: skip

# Libraries that a run which evaluates nothing must not load.
DATA_ENGINE = ("duckdb", "numpy", "pyarrow")


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


MODULES = dict(modules())


@cache
def imports(path: Path) -> tuple[tuple[int, str], ...]:
    """The line and dotted name of all that a file imports, also inside functions, but not for type checkers alone."""
    return tuple(_imports(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports name their module in full"
            yield from ((node.lineno, imported(node.module or "", name.name)) for name in node.names)
        else:
            yield from _imports(node)


def imported(module: str, name: str) -> str:
    """`from slacode import family` means the module `slacode.family`, `from slacode.source import Source` no module."""
    whole = f"{module}.{name}"
    return whole if whole in MODULES else module


def layer(module: str) -> int:
    prefixes = [
        (prefix, number)
        for number, layer_ in enumerate(LAYERS)
        for prefix in layer_
        if module == prefix or module.startswith(prefix + ".")
    ]
    return max(prefixes, key=lambda found: len(found[0]))[1]


def is_under(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def own_imports() -> Iterator[tuple[str, str, str]]:
    for module, path in MODULES.items():
        for line, name in imports(path):
            if is_under(name, "slacode"):
                yield module, name, f"{path.relative_to(ROOT)}:{line}"


def foreign_imports() -> Iterator[tuple[str, str, str]]:
    for path in MODULES.values():
        for line, name in imports(path):
            top = name.partition(".")[0]
            if top != "slacode" and top not in sys.stdlib_module_names:
                yield top, path.relative_to(PACKAGE).as_posix(), f"{path.relative_to(ROOT)}:{line}"


def test_every_module_has_a_layer_of_its_own():
    above = LAYERS.index(("slacode",))
    assert [module for module in MODULES if layer(module) == above] in ([], ["slacode"])


def test_imports_run_down_only():
    assert [f"{where} imports {name}" for module, name, where in own_imports() if layer(name) > layer(module)] == []


def room(module: str) -> str:
    """What a module of the engine lies in: a package, or the module itself."""
    return module.removeprefix("slacode.engine.").partition(".")[0]


def test_the_rooms_of_the_engine_that_judge_no_log_know_each_other_one_way():
    judging = {"evaluate", "logs", "metrics", "settle", "spark", "testing"}
    needs: dict[str, set[str]] = {}
    for module, name, _ in own_imports():
        if is_under(module, "slacode.engine") and name.startswith("slacode.engine.") and room(module) != room(name):
            needs.setdefault(room(module), set()).add(room(name))
    others = {one: found - judging for one, found in needs.items() if one not in judging}
    order = list(TopologicalSorter(others).static_order())  # raises for a circle
    assert order.index("model") < order.index("support") < order.index("proofs") < order.index("checks")
    assert order.index("proofs") < order.index("trace")


def test_text_and_meaning_meet_in_lowering_alone():
    meet = [
        where
        for module, name, where in own_imports()
        if is_under(module, "slacode.engine") and is_under(name, "slacode.grammar")
        if not is_under(module, "slacode.engine.lower")
    ]
    assert meet == []


def test_each_library_is_imported_in_its_place_alone():
    assert [
        f"{where} imports {library}"
        for library, path, where in foreign_imports()
        if not path.startswith(PLACES.get(library, ()))
    ] == []


def test_the_data_engine_is_driven_from_one_folder():
    assert len({path.rsplit("/", 1)[0] for library, path, _ in foreign_imports() if library == "duckdb"}) <= 1


def test_the_rules_see_what_breaks_them():
    code = "import lark.lexer\nfrom slacode import family\nif TYPE_CHECKING:\n    import numpy\n"
    code += "def f():\n    import duckdb\n"
    assert list(_imports(ast.parse(code))) == [(1, "lark.lexer"), (2, "slacode.family"), (6, "duckdb")]
    assert layer("slacode.engine.model.base") > layer("slacode.grammar.tree") > layer("slacode.source")
    assert layer("slacode.cli.main") > layer("slacode.reports.text") > layer("slacode") > layer("slacode.project")


# ---- what a run loads


def loaded_by(*arguments: str) -> set[str]:
    program = (
        "import sys\n"
        "from slacode.cli.main import cli\n"
        "try:\n"
        f"    cli.main({list(arguments)!r}, prog_name='slacode')\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def test_the_help_loads_no_library_but_click():
    foreign = {"duckdb", "holidays", "lark", "networkx", "numpy", "pyarrow", "pydantic", "rich"}
    loaded = loaded_by("--help")
    assert "click" in loaded
    assert loaded & foreign == set()


@pytest.mark.parametrize("name", command_names())
def test_a_commands_help_loads_no_data_engine_and_the_formatters_no_graph(name):
    unwanted = {*DATA_ENGINE, "networkx"} if name == "fmt" else {*DATA_ENGINE}
    assert loaded_by(name, "--help") & unwanted == set()


@pytest.mark.parametrize("name", command_names())
def test_a_commands_file_opens_with_the_line_that_the_help_shows(name):
    assert len(summary_of(name)) > 10
    docstring = ast.get_docstring(ast.parse(MODULES[f"slacode.cli.{name}"].read_text(encoding="utf-8")))
    assert (docstring or "").startswith(summary_of(name))
