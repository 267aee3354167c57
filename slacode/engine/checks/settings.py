"""Settings are ones that exist, with values that they can have.

## What it finds

In `slacode.toml`, or under `[tool.slacode]` in `pyproject.toml`: a key that is no setting, a value of a wrong kind,
text that is not TOML.

## Why it matters

A misspelt setting that is passed over in silence is one that people believe to hold.

## Wrong

```toml
fail-on = "warnings"
```

## Right

```toml
fail_on = "warning"
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
