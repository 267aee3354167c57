"""What would become of a policy if its agreements said something else, without a file being touched.

`read_changes` reads what is to be changed, `apply` makes the changed model, `what_if` compares the proofs and the
findings of both.
"""

from slacode.engine.whatif.apply import Changed, Edit, apply
from slacode.engine.whatif.changes import Change, read_changes
from slacode.engine.whatif.compare import ChangedPromise, Outcome, what_if

__all__ = ["Change", "Changed", "ChangedPromise", "Edit", "Outcome", "apply", "read_changes", "what_if"]
