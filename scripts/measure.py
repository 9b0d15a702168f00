"""Print the measures of the code that the architecture tests and the reviews go by."""

import ast
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.architecture import source_code, test_recipes
from tests.architecture.source_code import LEVEL, MAX_TEMPLATE_LINE


def line(name: str, value: object) -> None:
    print(f"{name:<44} {value}")


def line_count(paths: Iterable[Path]) -> int:
    return sum(source_code.read(path).count("\n") for path in paths)


def spread(lengths: Iterable[int]) -> str:
    """Return "median / p90 / max" of some lengths."""
    ordered = sorted(lengths)
    p90 = ordered[math.ceil(len(ordered) * 0.9) - 1]
    return f"{median(ordered):.0f} / {p90} / {ordered[-1]}"


def definitions() -> Iterator[tuple[ast.AST, bool]]:
    """Yield (function or class, whether it is public) of every module, nested functions left out."""

    def inside(node: ast.AST, public: bool) -> Iterator[tuple[ast.AST, bool]]:
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                is_public = public and not part.name.startswith("_")
                yield part, is_public
                if isinstance(part, ast.ClassDef):
                    yield from inside(part, is_public and part.name != "Meta")

    for path in source_code.all_python_files():
        yield from inside(source_code.tree(path), True)


def documented(nodes: Iterable[ast.AST]) -> str:
    """Return the share of definitions that have a docstring."""
    with_docstring = [ast.get_docstring(node) is not None for node in nodes]
    return f"{sum(with_docstring) / len(with_docstring):.0%} of {len(with_docstring)}"


def print_references() -> None:
    upward = Counter(reference.kind for reference in source_code.upward_references())
    for kind in ("import", "template", "tag library", "static file", "string", "permission"):
        line(f"upward references: {kind}", upward.pop(kind, 0))
    line("upward references: URL name", upward.pop("URL name", 0))
    line("import cycles", len(source_code.import_cycles()))
    files = source_code.all_python_files()
    inside = sum(len(source_code.function_imports(path)) for path in files)
    line("imports of ours inside functions", inside)


def print_sizes() -> None:
    code = [path for path in source_code.all_python_files() if not source_code.is_data(path)]
    lengths = [source_code.read(path).count("\n") for path in code]
    line("lines of a file: median / p90 / max", spread(filter(None, lengths)))
    functions = [lines for path in code for _, lines in source_code.function_lines(path)]
    line("lines of a function: median / p90 / max", spread(functions))
    long_lines = len(source_code.long_template_lines())
    total = line_count(source_code.all_template_files())
    line(f"template lines over {MAX_TEMPLATE_LINE} characters", f"{long_lines} of {total}")


def print_docstrings() -> None:
    nodes = [*definitions()]
    functions = [(node, public) for node, public in nodes if not isinstance(node, ast.ClassDef)]
    line("docstrings: functions", documented(node for node, _ in functions))
    line("docstrings: public functions", documented(node for node, public in functions if public))
    classes = [node for node, _ in nodes if isinstance(node, ast.ClassDef) and node.name != "Meta"]
    line("docstrings: classes", documented(classes))


def print_packages() -> None:
    code = all_lines = 0
    for package in LEVEL:
        lines = line_count(source_code.python_files(package))
        whole = line_count(source_code.python_files(package, migrations=True))
        line(f"lines: {package}", f"{lines} ({whole} with migrations)")
        code, all_lines = code + lines, all_lines + whole
    line("lines: all packages", f"{code} ({all_lines} with migrations)")
    tests = line_count(sorted((ROOT / "tests").rglob("*.py")))
    line("lines: tests", f"{tests}, {tests / code:.2f} for a line of code")


def print_recipes() -> None:
    """Print how many files each recipe of docs/recipes.md touches: edited, generated, and a test."""
    recipes = vars(test_recipes)
    for name in [name for name in recipes if name.endswith("_RECIPE")]:
        generated = recipes[name.replace("_RECIPE", "_GENERATED")]
        title = name.removesuffix("_RECIPE").lower()
        line(f"files of the recipe: {title}", len([*recipes[name], *generated]) + 1)


def main() -> None:
    print_references()
    print_sizes()
    print_docstrings()
    print_packages()
    print_recipes()


if __name__ == "__main__":
    main()
