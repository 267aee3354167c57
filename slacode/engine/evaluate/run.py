"""The evaluation itself: choose, open the logs, plan, judge every log in one pass, and draw the outcomes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pyarrow as pa

from slacode.engine.evaluate.asked import Asked
from slacode.engine.evaluate.judging import Kept, judge_log
from slacode.engine.evaluate.logs import Files, log_bounds, opened_logs
from slacode.engine.evaluate.moment import as_of_instant
from slacode.engine.evaluate.options import DEFAULTS, Options
from slacode.engine.evaluate.plan import Sight, plan
from slacode.engine.evaluate.result import Result
from slacode.engine.evaluate.spool import Spool
from slacode.engine.model.policy import PolicyModel


def evaluate(
    model: PolicyModel,
    *,
    logs: Files,
    as_of: dt.datetime | dt.date | str | None = None,
    periods: str | None = None,
    select: Iterable[str] = (),
    policy_sha256: str | None = None,
    options: Options = DEFAULTS,
) -> Result:
    """Judge the targets of a policy by its logs.

    `logs` gives the files of each log by its name; a log that no selected target reads is not opened. `as_of`: nothing
    later is seen; see `moment`. `periods` is `P` or `P..P`, `select` holds references such as `support.resolution[P1]`.
    `policy_sha256` is `digest_of` the policy's texts.
    Raises `EvaluationError` if it cannot be run.
    """
    asked = Asked.of(model, select, periods)
    with opened_logs(model, asked.needed, logs, options, asked.wanted, asked.needs) as opened:
        begins, ends = log_bounds(log for name, log in opened.logs.items() if name in asked.judged)
        chosen = asked.chosen(opened.logs)
        moment = as_of_instant(as_of, asked.choice.chosen or chosen, ends)
        plans = plan(asked.kpis.model, chosen, Sight(moment if begins is None else begins, moment, asked.selection))
        kept = [Kept.of(one, options) for one in plans]
        judged = [
            one
            for of_log, of_cases in zip(plans, kept, strict=True)
            for one in judge_log(of_log, opened.logs[of_log.log], moment, of_cases, options)
        ]
        if options.cases_to is not None:
            options.cases_to.end()
        # while the last cases are written there is time to load what comes next
        from slacode.engine.evaluate.results import looking_ahead, result_of

        sha256 = policy_sha256 or digest_of([model.model_dump_json()])
        result = replace(
            result_of(asked, opened, judged, moment, sha256),
            case_tables=_tables(one.cases for one in kept) if options.keeps_cases else None,
            attribution_tables=_tables(one.attribution for one in kept) if options.keep_attribution else None,
        )
        return result if options.look is None else looking_ahead(result, judged, options.look, begins)


def digest_of(texts: Iterable[str]) -> str:
    """The SHA-256 of a policy set: that of its texts' own digests in ascending order, whatever the files are called."""
    digests = sorted(hashlib.sha256(text.encode()).hexdigest() for text in texts)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _tables(spools: Iterable[Spool | None]) -> Callable[[], Iterator[pa.Table]]:
    """The rows of one log after another."""
    every = tuple(spool for spool in spools if spool is not None)
    return lambda: (table for spool in every for table in spool.tables())
