"""What the JSON Schemas of the reports are made of."""

from __future__ import annotations

from typing import TypeAlias

from slacode.diagnostics import JsonValue

Schema: TypeAlias = dict[str, JsonValue]

TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
COUNT_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 0}
ORDINAL: Schema = {"type": "integer", "minimum": 1}
ORDINAL_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 1}
DECIMAL_OR_NULL: Schema = {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}
PERCENT_OR_NULL: Schema = {"type": ["string", "null"], "pattern": r"^\d+(\.\d+)?$"}
AMOUNT: Schema = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
CURRENCY: Schema = {"type": "string", "pattern": "^[A-Z]{3}$"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
INSTANT_OR_NULL: Schema = {"type": ["string", "null"], "format": "date-time"}


def closed(properties: Schema | None = None, /, **named: JsonValue) -> Schema:
    """An object that has just these properties."""
    every: Schema = {**(properties or {}), **named}
    return {"type": "object", "properties": every, "required": list(every), "additionalProperties": False}


def listed(item: Schema) -> Schema:
    """A list of such items."""
    return {"type": "array", "items": item}


def or_null(schema: Schema) -> Schema:
    """Such a value, or null."""
    return {"anyOf": [{"type": "null"}, schema]}


def document(title: str, schema: Schema) -> Schema:
    """A schema that stands for itself, in draft 2020-12."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}
