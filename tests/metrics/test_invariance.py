"""The order of rows, the split of files, threads and the size of batches change no result of any kind of metric."""

import random

import pytest

from slacode.engine.evaluate.options import Options
from slacode.engine.evaluate.run import evaluate
from slacode.engine.logs import scan
from slacode.project import load
from tests.metrics.plant import LOG_OF, log_text, policy_text

ROWS = {
    "uptime": "require at least 99%",
    "health": "require longest at most 2h",
    "probed": "require total at most 2h",
    "latency": "require p95 at most 250",
    "effort": "require average at most 1h",
    "first_contact": "by priority { P1: at least 50% }",
    "demand": "require at most 3",
}


def lines_of(log: str, rng: random.Random) -> list[str]:
    def at() -> str:
        return f"2026-04-{rng.randint(1, 30):02}T{rng.randrange(24):02}:{rng.choice((0, 0, 30)):02}"

    service = ["web", "db", "fax", "-"]
    if log == "outages":
        events = ["began", "began", "changed", "ended"]
        return [
            f"O{rng.randrange(20)} {at()} {rng.choice(service)} {rng.choice(events)} {rng.choice(['minor', 'major'])}"
            for _ in range(60)
        ]
    if log == "probes":
        states = ["up", "down", "maintenance"]
        return [
            f"{rng.choice(['web', 'db', 'p1', 'p2'])} {at()} {rng.choice(service)} {rng.choice(states)} "
            f"{rng.choice(['-', str(rng.randrange(300)), f'{rng.random():.6f}'])} {rng.choice(['-', '90min', '5s'])}"
            for _ in range(200)
        ]
    priorities = ["P1", "P2", "-"]
    return [
        f"T{rng.randrange(40)} {at()} {rng.choice(['new', 'closed'])} {rng.randrange(2)} {rng.choice(priorities)}"
        for _ in range(80)
    ]


@pytest.mark.parametrize("metric", ROWS)
def test_nothing_but_what_the_rows_say_matters(metric, tmp_path, monkeypatch):
    rng = random.Random(metric)
    log = LOG_OF[metric]
    clauses = (
        "exclude every sun 00:00-12:00 "
        + {
            "outages": "exclude while impact == minor",
            "probes": "exclude while state == maintenance",
            "tickets": "exclude cases where priority == P2",
        }[log]
    )
    text = policy_text(metric=metric, rows=ROWS[metric], clauses=clauses, covers="covers web, db", per="per week")
    (tmp_path / "policy.sla").write_text(text, encoding="utf-8")
    model = load(tmp_path / "policy.sla").model
    lines = lines_of(log, rng)
    found = []
    for part, (size, threads) in enumerate([(1 << 18, 1), (3, 3), (17, 2)]):
        monkeypatch.setattr(scan, "BATCH_ROWS", size)
        cut = rng.randrange(len(lines))
        files = []
        for number, some in enumerate((lines[:cut], lines[cut:])):
            files.append(tmp_path / f"{part}-{number}.csv")
            files[-1].write_text(log_text(log, "\n".join(some)), encoding="utf-8")
        result = evaluate(model, logs={log: files}, as_of="2026-05-02", options=Options(threads=threads))
        found.append(([t.to_json() for t in result.targets], result.findings))
        rng.shuffle(lines)
    assert found[0] == found[1] == found[2]
    assert {t["status"] for t in found[0][0]} & {"met", "missed"}
