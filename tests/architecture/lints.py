"""The house lints: rules that no tool knows, each a function from a module to its offences."""

from __future__ import annotations

import ast
from collections.abc import Iterator

KERNEL_MODELS = {"Conversation", "Message", "TimelineEntry"}
WRITES = {
    "abulk_create", "abulk_update", "acreate", "adelete", "aget_or_create", "asave", "aupdate",
    "aupdate_or_create", "bulk_create", "bulk_update", "create", "delete", "get_or_create",
    "save", "update", "update_or_create",
}  # fmt: skip
MAKES_NO_SECRET = {"len", "type"}
LOG_METHODS = {"critical", "debug", "error", "exception", "info", "log", "warning"}
PRIVATE_NAMES = {
    "answer", "attributes", "body", "content", "data", "email", "ip", "message", "name", "payload",
    "password", "phone", "prompt", "question", "quote", "reply", "text", "token", "url", "values",
    "visitor_name", "words",
}  # fmt: skip
AMBIGUOUS_VARIABLES = {"answer", "attributes", "data", "message", "name", "url", "values"}
"""Bare names that mean many things; as attributes or keys they are suspect all the same."""


def _chain(node: ast.expr) -> Iterator[str]:
    """The names along a chain of attributes and calls, outermost first."""
    while True:
        if isinstance(node, ast.Attribute):
            yield node.attr
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            if isinstance(node, ast.Name):
                yield node.id
            return


def kernel_writes(module: ast.Module) -> Iterator[ast.Call]:
    """Writes to the kernel's models: `Conversation.objects...update()`, `conversation.save()`."""
    for node in ast.walk(module):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in WRITES:
            continue
        chain = list(_chain(node.func.value))
        through_manager = "objects" in chain and chain[-1] in KERNEL_MODELS
        related = chain[:1] in (["conversations"], ["messages"], ["entries"])
        on_row = node.func.attr in {"save", "asave", "delete", "adelete"}
        instance = on_row and chain[:1] == ["conversation"]
        if through_manager or related or instance:
            yield node


def _is_log_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LOG_METHODS
        and next(_chain(node.func.value), "") in {"logger", "log", "logging"}
    )


def telling_logs(module: ast.Module) -> Iterator[ast.AST]:
    """Log calls whose words are put together, or whose extra could hold what people wrote."""
    for node in ast.walk(module):
        if not _is_log_call(node):
            continue
        assert isinstance(node, ast.Call)
        if not all(isinstance(argument, ast.Constant) for argument in node.args):
            yield node
        for keyword in node.keywords:
            if keyword.arg == "extra":
                yield from _telling_extra(keyword.value)


def _telling_extra(extra: ast.expr) -> Iterator[ast.AST]:
    if not isinstance(extra, ast.Dict):
        yield extra  # cannot be judged: write it out
        return
    for key, value in zip(extra.keys, extra.values, strict=True):
        if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
            yield key or extra
        elif key.value in PRIVATE_NAMES or _said(value) & PRIVATE_NAMES:
            yield value


def _said(value: ast.expr) -> set[str]:
    """The names of everything that the value is made from; lengths and types tell nothing."""
    if isinstance(value, ast.Call) and next(_chain(value.func), "") in MAKES_NO_SECRET:
        return set()
    if isinstance(value, ast.Attribute):
        return {value.attr} | _said(value.value)
    if isinstance(value, ast.Name):
        return {value.id} - AMBIGUOUS_VARIABLES
    children = [child for child in ast.iter_child_nodes(value) if isinstance(child, ast.expr)]
    return set().union(*map(_said, children))


def missing_docstring(module: ast.Module) -> bool:
    """Whether a module that holds something does not say what it owns."""
    return bool(module.body) and ast.get_docstring(module) is None
