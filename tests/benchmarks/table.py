"""The table in README.md: a line a measurement, replaced when it is measured again."""

from __future__ import annotations

from statistics import quantiles

from tests.benchmarks.harness import Row

BEGINS, ENDS = "<!-- the table begins -->", "<!-- the table ends -->"
HEAD = "| what | against | ratio | spread | aim | met |\n| --- | --- | --- | --- | --- | --- |"


def line(row: Row) -> str:
    """A row of the table; the spread is the middle half of the rounds."""
    low, _, high = quantiles(row.ratios, n=4) if len(row.ratios) > 1 else [row.ratio] * 3
    met = "yes" if row.met(row.ratio) else f"**no**{': ' if row.note else ''}{row.note}"
    spread = f"{low:.3g}–{high:.3g}" if len(row.ratios) > 1 else "one run"
    return f"| {row.what} | {row.against} | {row.ratio:.3g} | {spread} | {row.aim} | {met} |"


def merged(text: str, lines: list[str], where: str) -> str:
    """`text` with those lines in its table: in the place of what they measure anew, or at its end."""
    before, _, rest = text.partition(BEGINS)
    table, _, after = rest.partition(ENDS)
    rows = {_key(row): row for row in table.split("\n") if row.startswith("| ")}
    rows = {key: row for key, row in rows.items() if key not in (("what", "against"), ("---", "---"))}
    rows |= {_key(row): row for row in lines}
    return f"{before}{BEGINS}\n{where}\n\n{HEAD}\n" + "\n".join(rows.values()) + f"\n{ENDS}{after}"


def _key(row: str) -> tuple[str, str]:
    cells = [cell.strip() for cell in row.split("|")]
    return cells[1], cells[2]
