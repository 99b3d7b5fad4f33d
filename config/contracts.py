"""The wire contract as files for the front end: JSON schemas and TypeScript types of all frames.

Everything is derived from the frames of `chat`, `agents` and the board, the shape of a brief and
the kinds of flow nodes (for the tests of the builder's forms); nothing here needs a database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from agents.frames import staff_command, staff_event
from chat.frames import visitor_command, visitor_event
from chat.types import Audience, EntryKind, Move
from chat.view import LINE_KINDS, LINE_MOVES
from escalation.board.frames import board_command, board_event
from escalation.brief.packet import Brief
from flows.catalogue import kinds

FOLDER = Path(__file__).resolve().parent.parent / "static/src/protocol/generated"

UNIONS: Mapping[str, TypeAdapter[Any]] = {
    "VisitorCommand": visitor_command,
    "VisitorEvent": visitor_event,
    "StaffCommand": staff_command,
    "StaffEvent": staff_event,
    "BoardCommand": board_command,
    "BoardEvent": board_event,
}
PACKETS: Mapping[str, TypeAdapter[Any]] = {"Brief": TypeAdapter(Brief)}
"""What travels inside payloads and is stored there."""

ENUMS: tuple[type[StrEnum], ...] = (Audience, EntryKind, Move)
"""Closed sets that travel inside payloads, and so stand in no schema."""

HEADER = "// Written by `manage.py export_contracts`. Do not edit.\n"
SCALARS = {"integer": "number"} | {name: name for name in ("string", "number", "boolean", "null")}


def contract_files() -> dict[str, str]:
    """File name -> content of everything that the front end generates from, deterministic."""
    contracts = sorted({**UNIONS, **PACKETS}.items())
    schemas = {name: _schema(name, adapter) for name, adapter in contracts}
    files = {
        f"{name}.schema.json": json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False)
        + "\n"
        for name, schema in schemas.items()
    }
    files["frames.ts"] = typescript(schemas)
    files["flow_kinds.json"] = json.dumps(kinds(), indent=1, ensure_ascii=False) + "\n"
    return files


def drifted(folder: Path | None = None) -> list[str]:
    """Names of the files in `folder` that are missing, outdated or no longer written."""
    folder = folder or FOLDER
    wanted = contract_files()
    present = {path.name: path.read_text() for path in sorted(folder.glob("*"))}
    return sorted(
        name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name)
    )


def write(folder: Path | None = None) -> None:
    """`folder` holds exactly the contract files."""
    folder = folder or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted = contract_files()
    for path in folder.glob("*"):
        if path.name not in wanted:
            path.unlink()
    for name, content in wanted.items():
        (folder / name).write_text(content)


def _schema(name: str, adapter: TypeAdapter[Any]) -> dict[str, Any]:
    """The union's schema. Events hold every field; commands may leave out what has a default."""
    is_command = name.endswith("Command")
    schema = adapter.json_schema(mode="validation" if is_command else "serialization")
    if name in PACKETS:  # one shape instead of a choice: it stands among the definitions too
        inner = {key: value for key, value in schema.items() if key != "$defs"}
        schema = {"$defs": {**schema["$defs"], name: inner}, "$ref": f"#/$defs/{name}"}
    for definition in schema["$defs"].values():
        fields = definition.get("properties", {})
        if fields and not is_command:
            definition["required"] = list(fields)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **schema}


def typescript(schemas: Mapping[str, Mapping[str, Any]]) -> str:
    """One module with a type per definition, a discriminated union per schema, and the enums."""
    definitions: dict[str, Mapping[str, Any]] = {}
    for schema in schemas.values():
        for name, definition in schema["$defs"].items():
            if definitions.setdefault(name, definition) != definition:
                raise ValueError(f"{name} means different things in commands and events")
    blocks = [HEADER]
    blocks += [_enum(enum.__name__, enum.__doc__ or "", list(enum)) for enum in ENUMS]
    blocks += [_constant("LINE_KINDS", LINE_KINDS), _constant("LINE_MOVES", LINE_MOVES)]
    blocks += [_declaration(name, definitions[name]) for name in sorted(definitions)]
    blocks += [_union(name, schema) for name, schema in schemas.items() if "oneOf" in schema]
    return "\n".join(blocks)


def _declaration(name: str, definition: Mapping[str, Any]) -> str:
    if "enum" in definition:
        return _enum(name, definition.get("description", ""), definition["enum"])
    required = definition.get("required", [])
    lines = [
        f"  {key}{'' if key in required else '?'}: {_type(field)};"
        for key, field in definition["properties"].items()
    ]
    body = "\n".join(lines)
    return f"{_comment(definition.get('description', ''))}export interface {name} {{\n{body}\n}}\n"


def _enum(name: str, doc: str, values: Iterable[str]) -> str:
    return f"{_comment(doc)}export type {name} ={_lines(json.dumps(str(v)) for v in values)};\n"


def _union(name: str, schema: Mapping[str, Any]) -> str:
    return f"export type {name} ={_lines(_type(branch) for branch in schema['oneOf'])};\n"


def _constant(name: str, values: Iterable[str]) -> str:
    members = "".join(f"  {json.dumps(value)},\n" for value in sorted(map(str, values)))
    return f"export const {name}: ReadonlySet<string> = new Set([\n{members}]);\n"


def _lines(members: Iterable[str]) -> str:
    return "".join(f"\n  | {member}" for member in members)


def _comment(doc: str) -> str:
    lines = [f" * {line.strip()}".rstrip() for line in doc.strip().splitlines()]
    return "\n".join(["/**", *lines, " */\n"]) if doc else ""


def _type(field: Mapping[str, Any]) -> str:
    """The TypeScript type of one JSON schema node; raises KeyError for what frames never use."""
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[1]
    if "const" in field:
        return json.dumps(field["const"])
    if "enum" in field:
        return " | ".join(json.dumps(value) for value in field["enum"])
    for key in ("anyOf", "oneOf"):
        if key in field:
            return " | ".join(_type(branch) for branch in field[key])
    if field["type"] == "array":
        inner = _type(field["items"])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if field["type"] == "object":
        values = field.get("additionalProperties", True)
        return f"Record<string, {'unknown' if values is True else _type(values)}>"
    return SCALARS[field["type"]]
