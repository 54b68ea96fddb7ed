"""Small decks for tests."""

from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

BANK = """\
- id: {id}
  level: deep
  ask: {{en: What is it?, zh: 是什么?}}
  say: {{en: This., zh: 这个。}}
  points:
    - {{en: One., zh: 一。, proof: {proof}}}
    - {{en: Two., zh: 二。, cite: "arXiv:1706.03762"}}
    - {{en: Three., zh: 三。, cite: "arXiv:1706.03762"}}
"""

SCRIPT = '''\
"""Two is two."""

from quiz.lab import exact, guards


def two(of=1.0):
    return 2.0 * of


def check_two(rng):
    """Two is two."""
    return exact(two(), 2.0, ops=1)


@guards(check_two)
def control_three(rng):
    """Twice three is not two."""
    return exact(two(3.0), 2.0, ops=1)
'''


def write(folder: Path, name: str = "tiny", question: str = "tiny-question") -> Path:
    """A deck with one question and one verifier, `name/two`."""
    for path, text in {
        f"questions/{name}.yaml": BANK.format(id=question, proof=f"{name}/two::two"),
        f"verifiers/{name}/two.py": SCRIPT,
        "README.md": "A deck.",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` by its path."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
