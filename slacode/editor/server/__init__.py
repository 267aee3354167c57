"""The language server: the functions of the editor over the Language Server Protocol; pygls is imported here alone."""

from slacode.editor.server.features import serve
from slacode.editor.server.sets import Day

__all__ = ["Day", "serve"]
