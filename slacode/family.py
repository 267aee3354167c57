"""Finds the members of a family: equal files in one package, each known by its own name, with no list to keep."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator
from types import ModuleType


def names(package: str, folders: bool = True) -> tuple[str, ...]:
    """The names of a package's members in alphabetical order, without importing any; `_helpers` are none.

    Without `folders` those that are packages of their own are left out.
    """
    spec = importlib.util.find_spec(package)
    found = pkgutil.iter_modules(spec.submodule_search_locations or [] if spec else [])
    members = (member for member in found if folders or not member.ispkg)
    return tuple(sorted(member.name for member in members if not member.name.startswith("_")))


def member(package: str, name: str) -> ModuleType:
    """Import one member by its name; an unknown name is a `ModuleNotFoundError`."""
    return importlib.import_module(f"{package}.{name}")


def members(package: str) -> Iterator[tuple[str, ModuleType]]:
    """Import the members of a family one by one, in alphabetical order of their names."""
    for name in names(package):
        yield name, member(package, name)
