"""From tree to model: declarations, names, types, inheritance and amendments. The one place that knows both sides."""

from slacode.engine.lower.policy import lower

__all__ = ["lower"]
