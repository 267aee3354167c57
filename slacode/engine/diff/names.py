"""Where the model names what is declared elsewhere: each such place by class and field, and how to rename there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeVar

from pydantic import BaseModel

from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.support import SupportRef

Kind = Literal["party", "log", "calendar", "metric", "service", "terms", "objective", "agreement"]

DECLARED: Mapping[Kind, str] = {
    "party": "parties",
    "log": "logs",
    "calendar": "calendars",
    "metric": "metrics",
    "service": "services",
    "objective": "objectives",
    "terms": "terms",
    "agreement": "agreements",
}
"""The field of the model that holds the declarations of a kind, in an order in which each rests on those before it."""

_NAMED: Mapping[tuple[str, str], tuple[Kind, ...]] = {
    ("Party", "of"): ("party",),
    ("Service", "owner"): ("party",),
    ("Version", "owner"): ("party",),
    ("Version", "provider"): ("party",),
    ("Version", "receiver"): ("party",),
    ("Signature", "by"): ("party",),
    ("Objective", "customer"): ("party",),
    ("Clock", "log"): ("log",),
    ("Availability", "log"): ("log",),
    ("RowValue", "log"): ("log",),
    ("Share", "log"): ("log",),
    ("Count", "log"): ("log",),
    ("Fee", "log"): ("log",),
    ("LogCondition", "log"): ("log",),
    ("TestLog", "log"): ("log",),
    ("Joined", "name"): ("calendar",),
    ("Combined", "first"): ("calendar",),
    ("Version", "hours"): ("calendar",),
    ("Within", "during"): ("calendar",),
    ("Level", "during"): ("calendar",),
    ("Target", "metric"): ("metric",),
    ("Kpi", "metric"): ("metric",),
    ("Version", "covers"): ("service",),
    ("Service", "uses"): ("service",),
    ("ServiceRef", "service"): ("service",),
    ("Version", "serves"): ("objective",),
    ("Agreement", "extends"): ("terms", "agreement"),
    ("Terms", "extends"): ("terms", "agreement"),
    ("SupportRef", "agreement"): ("agreement",),
    ("Reference", "agreement"): ("agreement",),
}

_OWN_NAME: Mapping[str, Kind] = {
    "Party": "party",
    "Log": "log",
    "Calendar": "calendar",
    "Metric": "metric",
    "Service": "service",
    "Objective": "objective",
    "Terms": "terms",
    "Agreement": "agreement",
}

_M = TypeVar("_M", bound=BaseModel)
Target = tuple[str, str]
"""An agreement and a target of it."""


def places_of(model: PolicyModel) -> Iterator[tuple[Kind, str, str]]:
    """Each place in which something declared is named: its kind, its name, and the place in words of the model."""
    for kind, field in DECLARED.items():
        for node in getattr(model, field):
            yield from _places(node, f"{kind} {node.name}")


def _places(value: object, where: str) -> Iterator[tuple[Kind, str, str]]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            held = getattr(value, name)
            for kind in _NAMED.get((type(value).__name__, name), ()):
                for said in held if isinstance(held, tuple) else (held,):
                    if said is not None:
                        yield kind, said, f"{where}.{name}"
            yield from _places(held, f"{where}.{name}")
    elif isinstance(value, tuple):
        for item in value:
            yield from _places(item, where)


def with_names(value: _M, kind: Kind, names: Mapping[str, str]) -> _M:
    """A part of the model in which some names of a kind are others, wherever they stand."""
    return _with(value, kind, names) if names else value


def _with(value: _M, kind: Kind, names: Mapping[str, str]) -> _M:
    changed: dict[str, object] = {}
    cls = type(value).__name__
    for name in type(value).model_fields:
        held = getattr(value, name)
        is_name = kind in _NAMED.get((cls, name), ()) or (name == "name" and _OWN_NAME.get(cls) == kind)
        new = _said_anew(held, names) if is_name else _held_anew(held, kind, names)
        if new is not held:
            changed[name] = new
    return value.model_copy(update=changed) if changed else value


def _said_anew(held: object, names: Mapping[str, str]) -> object:
    if isinstance(held, tuple):
        new = tuple(names.get(one, one) for one in held)
        return held if new == held else new
    return names.get(held, held) if isinstance(held, str) else held


def _held_anew(held: object, kind: Kind, names: Mapping[str, str]) -> object:
    if isinstance(held, BaseModel):
        return _with(held, kind, names)
    if isinstance(held, tuple):
        new = tuple(_held_anew(item, kind, names) for item in held)
        return held if all(a is b for a, b in zip(new, held, strict=True)) else new
    return held


def with_targets(model: PolicyModel, names: Mapping[Target, str]) -> PolicyModel:
    """The model in which some targets have other names, wherever they are named."""
    return _with_targets(model, names, None) if names else model


def _with_targets(value: _M, names: Mapping[Target, str], agreement: str | None) -> _M:
    cls = type(value).__name__
    if cls == "Agreement":
        agreement = getattr(value, "name", None)
    field = {"Target": "name", "Penalty": "target", "SupportRef": "target", "Reference": "target"}.get(cls)
    of = getattr(value, "agreement", None) if isinstance(value, SupportRef) or cls == "Reference" else agreement
    changed: dict[str, object] = {}
    for name in type(value).model_fields:
        held = getattr(value, name)
        if name == field and of is not None and (of, held) in names:
            changed[name] = names[(of, held)]
        elif isinstance(held, BaseModel):
            new = _with_targets(held, names, agreement)
            changed |= {name: new} if new is not held else {}
        elif isinstance(held, tuple):
            items = tuple(
                _with_targets(item, names, agreement) if isinstance(item, BaseModel) else item for item in held
            )
            changed |= {name: items} if any(a is not b for a, b in zip(items, held, strict=True)) else {}
    return value.model_copy(update=changed) if changed else value
