"""What a run said, deck by deck, written into the README: `python -m tests.mutation.table REPORT...`.

A report is what `--json` printed; several, of some decks each, are told as one. Of a script that more than
one tells of, the last counts.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.mutation.report import ENOUGH, Report, Row

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- the table begins -->\n", "<!-- the table ends -->\n"
HEAD = "| deck | verifiers | mutants | caught | explained | survived | rate |\n"


def table(reports: Sequence[Report]) -> str:
    """The reports as one table in Markdown, a line for each deck and one for all.

    Raises ValueError if a script was not run because it fails as it stands.
    """
    last = {row.verifier: row for report in reports for row in report.verifiers}
    rows = [last[name] for name in sorted(last)]
    if unfit := [row.verifier for row in rows if row.faults]:
        raise ValueError(f"not run, as it fails without any change: {', '.join(unfit)}")
    decks: dict[str, list[Row]] = {}
    for row in rows:
        decks.setdefault(row.verifier.partition("/")[0], []).append(row)
    days = sorted({report.day for report in reports})
    when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    minutes = sum(report.seconds for report in reports) / 60
    lines = [_line(deck, ours) for deck, ours in decks.items()]
    return (
        f"{when}, {minutes:.0f} minutes; at least {ENOUGH:.0%} is asked.\n\n"
        + HEAD
        + "| --- " * 7
        + "|\n"
        + "".join(lines)
        + _line("**all**", rows)
    )


def _line(name: str, rows: Sequence[Row]) -> str:
    mutants, caught, explained = (
        sum(getattr(row, what) for row in rows) for what in ("mutants", "caught", "explained")
    )
    survived = sum(len(row.survivors) for row in rows)
    rate = caught / (mutants - explained) if mutants > explained else 1.0
    return (
        f"| {name} | {len(rows)} | {mutants:,} | {caught:,} | {explained:,} | {survived:,} | {rate:.2%} |\n"
    )


def put(text: str, page: Path = README) -> None:
    """Write `text` between the two marks of `page`."""
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(before + BEGIN + text + END + after, "utf-8")


if __name__ == "__main__":
    decoder = msgspec.json.Decoder(Report)
    put(table([decoder.decode(Path(name).read_bytes()) for name in sys.argv[1:]]))
