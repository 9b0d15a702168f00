"""The project's source as the architecture tests and `make measure` read it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = [
    ["core"],
    ["search"],
    ["services"],
    ["appeals"],
    ["forms", "home", "reception"],
    ["portal"],
]
RESERVED = {"reception"}  # a name kept for a package that does not exist yet
LEVEL = {
    package: number
    for number, layer in enumerate(LAYERS)
    for package in layer
    if package not in RESERVED
}
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_TEMPLATE_LINE = 140
DATA_FOLDERS = ("portal/demo/content/", "portal/initial_content/")  # texts and tables, not code
TEXT_SUFFIXES = {".html", ".txt", ".typ", ".xml"}
NAMES = "|".join(LEVEL)
TEMPLATE_NAME = re.compile(r"[\w./-]+\.(?:html|txt|typ|xml)")
DOTTED = re.compile(rf"({NAMES})(?:\.\w+)+")
URL_NAME = re.compile(r"(?:(\w+):)?(\w+)")
TAG = re.compile(r"{%-?\s*(\w+)\s+(.*?)-?%}", re.DOTALL)
LITERAL = re.compile(r"""["']([^"']+)["']""")
PERMISSION = re.compile(rf"\bperms\.({NAMES})\.\w+")
# Functions of Django whose first argument is the label of an app.
BY_LABEL = {"get_model", "get_app_config", "is_installed"}


@dataclass(frozen=True)
class Reference:
    """A place in one package that names something of a package of ours."""

    path: Path
    line: int
    kind: str  # import, template, tag library, static file, string, permission, URL name
    target: str  # the package that owns what is named
    text: str

    @property
    def package(self) -> str:
        return package_of(self.path)

    @property
    def goes_down(self) -> bool:
        return may_use(self.package, self.target)

    def __str__(self) -> str:
        return f"{short(self.path)}:{self.line} {self.kind} {self.text} ({self.target})"


def may_use(package: str, other: str) -> bool:
    """Return whether a package may use another: itself or one of a lower layer."""
    return package == other or LEVEL[other] < LEVEL[package]


def package_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def short(path: Path) -> str:
    """Return a path as seen from the project's root."""
    return str(path.relative_to(ROOT))


def python_files(package: str, migrations: bool = False) -> list[Path]:
    """Return the modules of a package, without its migrations unless asked for."""
    return [
        path
        for path in sorted((ROOT / package).rglob("*.py"))
        if migrations or "migrations" not in path.parts
    ]


def all_python_files() -> list[Path]:
    return [path for package in LEVEL for path in python_files(package)]


def template_files(package: str) -> list[Path]:
    return [
        path
        for path in sorted((ROOT / package).rglob("*"))
        if path.is_file() and "templates" in path.parts and path.suffix in TEXT_SUFFIXES
    ]


def all_template_files() -> list[Path]:
    return [path for package in LEVEL for path in template_files(package)]


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(read(path), filename=str(path))


# --- who owns a template, a tag library, a static file, an address ------------------------------


@cache
def _files_by_name(folder: str) -> dict[str, str]:
    """Return name inside every `folder` of our packages → the lowest package that has it."""
    owners: dict[str, str] = {}
    for package in LEVEL:
        for top in sorted((ROOT / package).rglob(folder)):
            for path in top.rglob("*"):
                if path.is_file():
                    owners.setdefault(path.relative_to(top).as_posix(), package)
    return owners


def template_owner(name: str) -> str | None:
    """Return the package a template belongs to; None for Wagtail's, which ours may override."""
    return None if name.startswith("wagtail") else _files_by_name("templates").get(name)


def static_owner(name: str) -> str | None:
    return _files_by_name("static").get(name)


def library_owner(name: str) -> str | None:
    return _files_by_name("templatetags").get(f"{name}.py")


@cache
def _namespaces() -> dict[str, str]:
    """Return URL namespace → the package whose module sets it as `app_name`."""
    return {
        node.value.value: package
        for package in LEVEL
        for path in python_files(package)
        for node in tree(path).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and any(isinstance(target, ast.Name) and target.id == "app_name" for target in node.targets)
    }


@cache
def _url_names() -> dict[str, str]:
    """Return name of an address without namespace → the package that declares it."""
    owners: dict[str, str] = {}
    for path in all_python_files():
        if any(
            isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "app_name"
            for node in tree(path).body
        ):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and _function_name(node) in {"path", "re_path"}:
                for keyword in node.keywords:
                    if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                        owners.setdefault(keyword.value.value, package_of(path))
    return owners


def url_owner(name: str) -> str | None:
    """Return the package that declares the address "namespace:name" or "name"."""
    namespace, _, _ = name.rpartition(":")
    return _namespaces().get(namespace) if namespace else _url_names().get(name)


# --- references ---------------------------------------------------------------------------------


def references(path: Path) -> Iterator[Reference]:
    """Yield every place of a module or template that names something of a package of ours."""
    yield from _in_python(path) if path.suffix == ".py" else _in_template(path)


@cache
def all_references() -> list[Reference]:
    files = [*all_python_files(), *all_template_files()]
    return [reference for path in files for reference in references(path)]


def upward_references() -> list[Reference]:
    """Return the references to an upper package, or to one beside it.

    Packages of one layer may refer to each other by URL name.
    """
    return [
        reference
        for reference in all_references()
        if not reference.goes_down
        and not (
            reference.kind == "URL name" and LEVEL[reference.package] == LEVEL[reference.target]
        )
    ]


def imports(path: Path, node: ast.AST | None = None) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted module of ours) for every import in a module or in a part of it."""
    for part in ast.walk(node or tree(path)):
        if isinstance(part, ast.Import):
            names = [alias.name for alias in part.names]
        elif isinstance(part, ast.ImportFrom):
            parents = path.relative_to(ROOT).parent.parts
            start = parents[: len(parents) - part.level + 1] if part.level else ()
            base = ".".join([*start, *filter(None, [part.module])])
            names = [f"{base}.{alias.name}" for alias in part.names]
        else:
            continue
        for name in names:
            if name.split(".")[0] in LEVEL:
                yield part.lineno, name


def function_imports(path: Path) -> list[str]:
    """Return "file:line module" for every import of ours inside a function.

    `AppConfig.ready` is where Django wants such imports.
    """
    return sorted(
        {
            f"{short(path)}:{line} {name}"
            for function in functions(path)
            if function.name != "ready"
            for line, name in imports(path, function)
        }
    )


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def is_data(path: Path) -> bool:
    return short(path).startswith(DATA_FOLDERS)


def function_lines(path: Path) -> list[tuple[str, int]]:
    """Return ("file:line name", number of lines) of every function."""
    return [
        (f"{short(path)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1)
        for node in functions(path)
        if node.end_lineno is not None
    ]


def long_template_lines() -> list[str]:
    """Return "file:line" of every template line over the limit."""
    return [
        f"{short(path)}:{number}"
        for path in all_template_files()
        for number, line in enumerate(read(path).splitlines(), 1)
        if len(line) > MAX_TEMPLATE_LINE
    ]


def _function_name(call: ast.Call) -> str:
    function = call.func
    return getattr(function, "id", None) or getattr(function, "attr", "")


def _in_python(path: Path) -> Iterator[Reference]:
    for line, name in imports(path):
        yield Reference(path, line, "import", name.split(".")[0], name)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            first = node.args[0].value
            if _function_name(node) in BY_LABEL and first in LEVEL:
                yield Reference(path, node.lineno, "string", first, first)
            elif _function_name(node) == "static" and static_owner(str(first)):
                owner = static_owner(first)
                yield Reference(path, node.lineno, "static file", owner, first)
            elif _function_name(node).startswith("reverse") and url_owner(str(first)):
                yield Reference(path, node.lineno, "URL name", url_owner(first), first)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _in_string(path, node)


def _in_string(path: Path, node: ast.Constant) -> Iterator[Reference]:
    text = node.value
    if (match := DOTTED.fullmatch(text)) and not TEMPLATE_NAME.fullmatch(text):
        yield Reference(path, node.lineno, "string", match[1], text)
    elif TEMPLATE_NAME.fullmatch(text) and (owner := template_owner(text)):
        yield Reference(path, node.lineno, "template", owner, text)
    elif ":" in text and URL_NAME.fullmatch(text) and (owner := url_owner(text)):
        yield Reference(path, node.lineno, "URL name", owner, text)


OWNERS = {
    "extends": ("template", template_owner),
    "include": ("template", template_owner),
    "static": ("static file", static_owner),
    "url": ("URL name", url_owner),
}


def _in_template(path: Path) -> Iterator[Reference]:
    text = read(path)
    for match in TAG.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        name, rest = match[1], match[2]
        if name == "load":
            words = rest.split(" from ")[-1].split()
            found = [("tag library", library_owner(word), word) for word in words]
        else:
            kind, owner = OWNERS.get(name, ("template", template_owner))
            named = LITERAL.findall(rest)
            # Tags of ours that take a template's name are read too; of `url` the first argument.
            named = named[:1] if name in OWNERS else filter(TEMPLATE_NAME.fullmatch, named)
            found = [(kind, owner(word), word) for word in named]
        for kind, target, word in found:
            if target:
                yield Reference(path, line, kind, target, word)
    for match in PERMISSION.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Reference(path, line, "permission", match[1], match[0])


# --- cycles -------------------------------------------------------------------------------------


@cache
def _modules() -> dict[str, Path]:
    """Return dotted name → file of every module and package of ours."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in all_python_files()
    }


def _module_graph() -> dict[str, set[str]]:
    """Return module → the modules of ours that it imports."""
    graph = {}
    for module, path in _modules().items():
        used = set()
        for _, name in imports(path):
            target = name if name in _modules() else name.rpartition(".")[0]
            # A package that imports its own modules to re-export them is no cycle.
            if target in _modules() and not module.startswith(f"{target}.") and target != module:
                used.add(target)
        graph[module] = used
    return graph


def import_cycles() -> list[list[str]]:
    """Return the groups of modules that import one another (strongly connected components)."""
    graph, order, cycles = _module_graph(), [], []
    seen: set[str] = set()

    def visit(start: str, edges: dict[str, set[str]], out: list[str]) -> None:
        stack = [(start, iter(sorted(edges[start])))]
        seen.add(start)
        while stack:
            node, rest = stack[-1]
            for target in rest:
                if target not in seen:
                    seen.add(target)
                    stack.append((target, iter(sorted(edges[target]))))
                    break
            else:
                out.append(node)
                stack.pop()

    for module in sorted(graph):
        if module not in seen:
            visit(module, graph, order)
    backwards: dict[str, set[str]] = {module: set() for module in graph}
    for module, targets in graph.items():
        for target in targets:
            backwards[target].add(module)
    seen.clear()
    for module in reversed(order):
        if module not in seen:
            component: list[str] = []
            visit(module, backwards, component)
            if len(component) > 1:
                cycles.append(sorted(component))
    return cycles
