"""The project's own code, read as a tree: what guards look for by shape and not by running it."""

import ast
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LARKA = PROJECT / "larka"


def modules(*names: str) -> Iterator[tuple[str, ast.Module]]:
    """Path (from the project) and tree of each module that is called so, or lies in a package that is."""
    for path in sorted(LARKA.rglob("*.py")):
        parts = path.relative_to(LARKA).with_suffix("").parts
        if set(parts) & set(names) and path.stem != "__init__":
            yield str(path.relative_to(PROJECT)), ast.parse(path.read_text("utf-8"))


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions at the top of a module that others may call."""
    return (node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))


def decorators(function: ast.FunctionDef) -> list[str]:
    """Their names, with the dots: ``transaction.atomic``."""
    return [ast.unparse(d.func if isinstance(d, ast.Call) else d) for d in function.decorator_list]


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call inside."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """The dotted name of what is called."""
    return ast.unparse(call.func)
