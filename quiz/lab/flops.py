"""Count the floating-point operations of a computation, by torch's own formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry


def flops(compute: Callable[[], Any]) -> int:
    """Operations in the matrix products and convolutions of `compute()`: 2·m·k·n for (m, k) @ (k, n).

    Everything else (softmax, additions, matrix times vector) counts 0, as in torch's FlopCounterMode.
    Raises NotImplementedError for an attention kernel without a formula, which would silently count 0. Count
    on small real tensors: the first use of the device "meta" takes a quarter of a second.
    """
    with _Counter() as counter:
        compute()
    total: int = counter.total
    return total


class _Counter(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Adds up the formula of every operation that has one."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.total: int = 0

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        # Otherwise the first operation imports torch._dynamo, as FlopCounterMode's does: a whole second.
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        formula = flop_registry.get(func.overloadpacket)
        if formula is None and "attention" in str(func):
            raise NotImplementedError(f"No formula for the operations of {func}: write its products out.")
        out = func(*args, **kwargs)
        if formula is not None:
            self.total += formula(*args, **kwargs, out_val=out)
        return out
