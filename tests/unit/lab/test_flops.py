import pytest
import torch
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from quiz.lab.flops import flops


def test_a_product_counts_two_operations_for_each_of_its_terms():
    assert flops(lambda: torch.ones(3, 5) @ torch.ones(5, 7)) == 2 * 3 * 5 * 7


def test_it_agrees_with_the_counter_of_torch():
    def compute() -> None:
        batch = torch.ones(3, 6, 5)
        functional.linear(batch, torch.ones(4, 5), torch.ones(4)).softmax(-1)
        batch @ torch.ones(3, 5, 7)
        functional.conv1d(batch, torch.ones(2, 6, 3))

    with FlopCounterMode(display=False) as counter:
        compute()
    assert flops(compute) == counter.get_total_flops() > 0


def test_a_backward_pass_is_counted_too():
    weight = torch.ones(5, 7, requires_grad=True)
    assert flops(lambda: (torch.ones(3, 5) @ weight).sum().backward()) == 2 * (2 * 3 * 5 * 7)


def test_an_attention_kernel_without_a_formula_is_refused_not_counted_as_nothing():
    x = torch.ones(2, 3, 4, 8)
    with pytest.raises(NotImplementedError, match="write its products out"):
        flops(lambda: functional.scaled_dot_product_attention(x, x, x))
