"""A verifier run by hand: `python verifiers/attention/scale_by_sqrt_dk.py --d-k 256`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from quiz.lab.evidence import Evidence
from quiz.lab.run import Experiment, experiments, measure, passed, settings


def main() -> None:
    """Run all checks and controls of the calling script; exit 0 if all pass, 1 if not, 2 on bad usage."""
    torch.set_num_threads(1)  # as in every other way of running it: what is timed is timed alike
    module = sys.modules["__main__"]
    path = Path(module.__file__ or "").resolve()
    verifier = f"{path.parent.name}/{path.stem}"
    found = list(experiments(module))
    parser = argparse.ArgumentParser(
        description=module.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, knob in {name: knob for item in found for name, knob in item.knobs.items()}.items():
        choices = f" ({', '.join(map(str, knob.choices))})" if knob.choices else ""
        parser.add_argument(
            f"--{name.replace('_', '-')}", dest=name, metavar="VALUE", help=f"{knob.says}{choices}"
        )
    parser.add_argument("--seed", type=int, default=0, help="seed of the random numbers (0)")
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    seed = given.pop("seed")
    good = True
    for item in found:
        try:
            knobs = settings(item, given)
        except ValueError as error:
            parser.error(str(error))
        evidence = measure(item, knobs, verifier=verifier, seed=seed)
        fine = passed(item.kind, evidence)
        good &= fine
        print(_line(item, evidence, fine))
    sys.exit(0 if good else 1)


def _line(item: Experiment, evidence: Evidence, fine: bool) -> str:
    mark = "ok  " if fine else "FAIL"
    numbers = f"measured {_number(evidence.measured)}, predicted {_number(evidence.predicted)}"
    note = f"  {evidence.says}" if evidence.says else ""
    return f"{mark} {item.kind:7} {item.name}: {numbers}, {evidence.verdict}{note}"


def _number(value: float | None) -> str:
    return "nothing" if value is None else f"{value:.4g}"
