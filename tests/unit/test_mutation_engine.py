"""The engine of the mutation run: which mutants it makes, and that it notices what happens to them."""

import ast
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.mutation.explained import Explained, stale
from tests.mutation.operators import mutants
from tests.mutation.pool import Job, finished
from tests.mutation.report import Report, Row, Survivor, report, survivors
from tests.mutation.run import Outcome, Subject, Timed, measure_mutants, measure_unchanged, subject
from tests.mutation.table import BEGIN, END, put, table


def changes(body: str, head: str = "def check_it(rng, n, q, k, mask, rho):") -> set[str]:
    """What is changed in a check with this body."""
    text = head + "\n" + "\n".join("    " + line for line in body.splitlines())
    return {mutant.change for mutant in mutants(ast.parse(text))}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("q * k", "q * k -> q (drop a factor)"),
        ("q * k", "q * k -> k (drop a factor)"),
        ("q / k", "q / k -> q (drop a factor)"),
        ("q @ k", "q @ k -> k @ q (swap operands)"),
        ("q - k", "q - k -> k - q (swap operands)"),
        ("q ** k", "q ** k -> k ** q (swap operands)"),
        ("q + k", "q + k -> q - k (flip a sign)"),
        ("q + k", "q + k -> k (drop an addend)"),
        ("-q", "-q -> q (flip a sign)"),
        ("q * n ** -0.5", "-0.5 -> 0.5 (flip a sign)"),
        ("mask.fill(float('-inf'))", "'-inf' -> 'inf' (flip a sign)"),
        ("q[~mask]", "~mask -> mask (drop a negation)"),
        ("q ** 2", "q ** 2 -> q (lower a power)"),
        ("q < k", "q < k -> q <= k (change a comparison)"),
        ("q < k", "q < k -> q > k (change a comparison)"),
        ("f(causal=True)", "True -> False (flip a boolean)"),
        ("q.softmax(-1)", "q.softmax(-1) -> q.softmax(-2) (shift an axis)"),
        ("q.softmax(-1)", "q.softmax(-1) -> q.softmax(0) (shift an axis)"),
        ("q.sum(dim=0)", "q.sum(dim=0) -> q.sum(dim=1) (shift an axis)"),
        ("torch.softmax(q, 1)", "torch.softmax(q, 1) -> torch.softmax(q, 0) (shift an axis)"),
        ("q.mT", "q.mT -> q (drop a transpose)"),
        ("q.transpose(1, 2)", "q.transpose(1, 2) -> q (drop a transpose)"),
        ("q.softmax(-1)", "q.softmax(-1) -> q (remove a call)"),
        ("math.sqrt(n)", "math.sqrt(n) -> n (remove a call)"),
        ("torch.where(mask, q, k)", "torch.where(mask, q, k) -> k (remove a call)"),
        ("q.masked_fill(mask, 0)", "q.masked_fill(mask, 0) -> q (remove a call)"),
        ("q.mean(-1)", "q.mean(-1) -> q.sum(-1) (wrong reduction)"),
        ("q.var()", "q.var() -> q.std() (wrong reduction)"),
        ("max(q, k)", "max(q, k) -> min(q, k) (wrong reduction)"),
        ("torch.cross(q, k)", "torch.cross(q, k) -> torch.cross(k, q) (swap arguments)"),
        ("torch.sdpa(q, attn_mask=mask)", "torch.sdpa(q, attn_mask=mask) -> torch.sdpa(q) (drop a keyword)"),
        ("range(n)", "range(n) -> range(n - 1) (off by one)"),
        ("torch.arange(1, n)", "torch.arange(1, n) -> torch.arange(2, n) (off by one)"),
        ("q[1:]", "1: -> 2: (off by one)"),
        ("q[:n]", ":n -> :n - 1 (off by one)"),
        ("q[0]", "q[0] -> q[1] (off by one)"),
        ("q.tril()", "q.tril() -> q.tril(diagonal=-1) (off by one)"),
        ("q.triu(1)", "q.triu(1) -> q.triu(2) (off by one)"),
    ],
)
def test_an_operator_makes_its_mutant(code, change):
    assert change in changes(code)


def test_an_augmented_assignment_is_changed_as_a_whole():
    assert {"q += k -> q -= k (flip a sign)", "q += k -> pass (drop an addend)"} <= changes("q += k")


@pytest.mark.parametrize(
    "code",
    [
        "estimate(q, 4, '5%')",
        "estimate(q, predicted=-1, within=2 * n)",
        "slope(q, k, -1, 0.1 * n)",
        "exact(q, k, ops=2 * n, scale=n ** 2, apart=n - 1)",
        "bound(q, at_most=n * 2, reached=n / 2)",
        "exact(q, k).plot(x='n', measured=(q * k, q[0]))",
        "exact(q, k).heat(q @ k)",
        "xs = q * k\nys = xs[0]\nreturn exact(q, k).plot(measured=(xs, ys))",
        "'a docstring, not ' 'code'",
        "f'{q * k}'",
        "assert n > 2",
        "torch.ones(n, dtype=bool)",
        "q.view(-1, n)",
        "torch.stack(q).detach()",
        "REPLICATES * EACH",
        "1 + 2 * torch.randn(n, 3, generator=rng)",
        "torch.f(q, pairs=24)",
        "range(PAIRS)",
    ],
)
def test_margins_plots_words_and_sample_sizes_are_left_alone(code):
    assert changes(code) == set()


def test_a_sign_that_a_square_or_norm_would_hide_is_not_changed():
    made = changes("(q - k).abs() + (q - k) ** 2")
    assert not any("k - q" in change for change in made)


def test_only_code_that_checks_reach_is_mutated():
    tree = ast.parse(
        "SIZES = [1, 2]\n"
        "TABLE = torch.ones(3) * 2\n"
        "def used(a): return inner(a) * TABLE\n"
        "def inner(a): return -a\n"
        "def for_control(a): return a * 3\n"
        "def for_plot(a): return a * 4\n"
        "def check_a(rng): return exact(used(SIZES), 1).heat(for_plot(1))\n"
        "@guards(check_a)\n"
        "def control_a(rng): return exact(for_control(2) * 2, 1)\n"
    )
    assert {mutant.function for mutant in mutants(tree)} == {"TABLE", "used", "inner"}


def test_a_mutant_says_its_line_and_is_made_once():
    made = mutants(ast.parse("def check_a(rng, q, k):\n    return exact(\n        q * k, k)"))
    assert [str(mutant) for mutant in made] == [
        "line 3: q * k -> q (drop a factor)",
        "line 3: q * k -> k (drop a factor)",
    ]


SCRIPT = """
import torch
from quiz.lab import exact, guards

def doubled(x, by=2.0):
    return (x * by).sum() + 0 * (x * x).sum()

def check_doubling(rng):
    x = torch.tensor([1.0, 3.0])
    return exact(doubled(x), 8.0)

@guards(check_doubling)
def control_trebling(rng):
    return exact(doubled(torch.tensor([1.0, 3.0]), 3.0), 8.0)
"""


@pytest.fixture(scope="module")
def clean():
    """Calls a function in a fresh process: one that runs torch in threads, as pytest's may, must not fork."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        yield lambda function, *given: process.submit(function, *given).result()


def measured(path: Path) -> tuple[set[str], int, list[str]]:
    """The changes that nobody notices, the number of mutants measured, and faults of the script itself."""
    import torch  # noqa: F401  # once, so that the forks need not

    made = subject("deck/script", path)
    measure_unchanged([made], 2)
    if not made.faults:
        for _ in measure_mutants([made], 2):
            pass
    assert report([made], [], [], 1.0).mutants == len(made.outcomes)
    return {mutant.change for mutant in survivors(made)}, len(made.outcomes), made.faults


def test_the_run_tells_mutants_that_nobody_notices(tmp_path, clean):
    (tmp_path / "script.py").write_text(SCRIPT)
    alive, mutants, faults = clean(measured, tmp_path / "script.py")
    assert "0 * (x * x).sum() -> 0 (drop a factor)" in alive
    assert "x * by -> x (drop a factor)" not in alive
    assert mutants > len(alive)
    assert not faults


def test_a_script_that_fails_as_it_stands_is_not_mutated(tmp_path, clean):
    (tmp_path / "script.py").write_text(SCRIPT.replace("8.0)", "9.0)", 1))
    assert clean(measured, tmp_path / "script.py") == (set(), 0, ["check_doubling: refuted at seed 0"])


def reported(hows: list[str], entries: list[Explained], faults: bool = False) -> Report:
    """The report on a script whose mutants fared like that."""
    tree = ast.parse("def check_a(rng, q, k):\n    return q * k")
    timed = [Timed("check_a", not faults, 0.1)]
    fared = {number: Outcome(how) for number, how in enumerate(hows)}
    return report([Subject("d/a", Path("a.py"), tree, mutants(tree), {}, timed, fared)], entries, [], 1.0)


def test_the_rate_leaves_out_what_is_explained():
    half = reported(["verdict", "survived"], [])
    assert (half.rate, half.good) == (0.5, False)
    assert [row.mutation for row in half.verifiers[0].survivors] == ["q * k -> k (drop a factor)"]
    why = Explained("d/a", "q * k -> k (drop a factor)", "because")
    full = reported(["verdict", "survived"], [why])
    assert (full.rate, full.explained, full.good) == (1.0, 1, True)


def test_a_stale_explanation_or_a_failing_script_is_not_good():
    assert not reported([], [], faults=True).good
    entry = Explained("d/gone", "q -> k", "because")
    assert not report([], [], [entry], 1.0).good


@pytest.mark.parametrize("how", ["verdict", "raised", "died", "timed out"])
def test_an_exception_a_crash_and_a_time_out_count_as_caught(how):
    assert reported([how], []).rate == 1.0


def test_an_explanation_without_a_survivor_is_stale():
    mutant = mutants(ast.parse("def check_a(rng, q, k):\n    return q * k"))[0]
    good = Explained("d/a", "q * k -> q (drop a factor)", "symmetry")
    elsewhere = Explained("d/a", "q * k -> q (drop a factor)", "symmetry", function="other")
    gone = Explained("d/gone", "q * k -> q (drop a factor)", "symmetry")
    not_run = Explained("d/b", "q * k -> q (drop a factor)", "symmetry")
    found = stale([good, elsewhere, gone, not_run], [("d/a", mutant)], {"d/a"}, {"d/a", "d/b"})
    assert found == [elsewhere, gone]


def row(verifier: str, mutants: int, caught: int, explained: int = 0, faults: tuple[str, ...] = ()) -> Row:
    """What came of one script."""
    alive = tuple(Survivor(1, "f", "q -> k") for _ in range(mutants - caught - explained))
    return Row(verifier, mutants, caught, explained, alive, {}, 0.1, faults)


def run(*rows: Row, day: str = "2026-12-01") -> Report:
    return Report(rows, 0, 0, 0, 0.0, (), 90.0, day)


def test_the_table_adds_up_decks_and_reports(tmp_path):
    reports = [run(row("b/x", 10, 9)), run(row("a/x", 1000, 990, 8), row("a/y", 5, 5), day="2026-12-02")]
    told = table(reports)
    assert told.startswith("2026-12-01 to 2026-12-02, 3 minutes; ")
    assert told.splitlines()[4:] == [
        "| a | 2 | 1,005 | 995 | 8 | 2 | 99.80% |",
        "| b | 1 | 10 | 9 | 0 | 1 | 90.00% |",
        "| **all** | 3 | 1,015 | 1,004 | 8 | 3 | 99.70% |",
    ]
    page = tmp_path / "README.md"
    page.write_text(f"above\n{BEGIN}old\n{END}below\n")
    put(told, page)
    put(told, page)
    assert page.read_text() == f"above\n{BEGIN}{told}{END}below\n"


def test_of_a_script_that_ran_again_the_last_run_counts():
    assert "| a | 1 | 3 | 3 | 0 | 0 | 100.00% |" in table([run(row("a/x", 2, 1)), run(row("a/x", 3, 3))])


def test_a_script_that_did_not_run_is_in_no_table():
    with pytest.raises(ValueError, match="a/y"):
        table([run(row("a/y", 0, 0, faults=("check_a: refuted",)))])


def hang() -> None:
    while True:
        time.sleep(1000)


def crash() -> None:
    import os
    import signal

    os.kill(os.getpid(), signal.SIGSEGV)


def eat() -> None:
    import mmap

    hoard = []
    while True:
        hoard.append(mmap.mmap(-1, 1 << 30))


def answer() -> int:
    return 7


def fared() -> dict[str, bytes | None]:
    """What became of forks with each of these jobs."""
    work = {"hangs": hang, "crashes": crash, "eats": eat, "answers": answer}
    jobs = [Job(name, job, 0.3 if name == "hangs" else 60) for name, job in work.items()]
    return dict(finished(jobs, 2))


def test_a_fork_that_hangs_crashes_or_eats_memory_is_told_from_one_that_answers(clean):
    assert clean(fared) == {"hangs": None, "crashes": b"", "eats": b"", "answers": b"7"}
