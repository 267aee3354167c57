"""A policy set is read the same whether or not something else is done beside it."""

import pytest

from slacode.project import compile_set
from tests.evaluate.desk import policy_text

SETS = {
    "small": policy_text(),
    "large": policy_text() + "# a long remark\n" * 20_000,
    "broken": policy_text().replace("metric fix\n", "metric fixx\n") + "sla other {\n",
}


@pytest.mark.parametrize("name", SETS)
def test_what_is_done_meanwhile_changes_nothing(tmp_path, name):
    policy = tmp_path / "desk.sla"
    policy.write_text(SETS[name])
    done = []
    alone, beside = compile_set([policy]), compile_set([policy], meanwhile=lambda: done.append(name))
    assert done == [name]
    assert beside == alone
    assert (alone.policy is None) == bool(alone.diagnostics) == (name == "broken")


def test_an_error_of_what_is_done_meanwhile_is_raised(tmp_path):
    (tmp_path / "desk.sla").write_text(policy_text())
    with pytest.raises(ZeroDivisionError):
        compile_set([tmp_path], meanwhile=lambda: 1 // 0)
