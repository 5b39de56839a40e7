"""How the weights move: Muon for matrices, AdamW for the rest, on a master copy in full precision.

The network computes in bf16; every step updates the fp32 master and copies it back. Muon (Jordan
2024) makes each update of a matrix nearly orthogonal, by a polynomial iteration, and needs about
two thirds of AdamW's tokens here.
"""

from __future__ import annotations

import torch
from torch import Tensor

from models.mini.network import Mini

COEFFICIENTS = (
    (4.0848, -6.8946, 2.9270),
    (3.9505, -6.3029, 2.6377),
    (3.7418, -5.5913, 2.3037),
    (2.8769, -3.1427, 1.2046),
    (2.8366, -3.0525, 1.2012),
)
"""Five steps of x -> ax + bx(x'x) + cx(x'x)^2 that bring all singular values near one."""


@torch.no_grad()  # type: ignore[untyped-decorator]
def orthogonal(gradient: Tensor) -> Tensor:
    x = gradient.bfloat16()
    tall = x.shape[0] > x.shape[1]
    if tall:
        x = x.T
    x = x / (x.norm() + 1e-7)
    for a, b, c in COEFFICIENTS:
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return (x.T if tall else x).float()


class Updates:
    """The optimizer's state for one network."""

    momentum = 0.95
    betas = (0.9, 0.98)
    averaging = 0.998

    def __init__(self, network: Mini) -> None:
        self.weights = dict(network.named_parameters())
        self.master = {name: w.detach().float().clone() for name, w in self.weights.items()}
        self.average = {name: w.clone() for name, w in self.master.items()}
        """A running mean of the weights: what a snapshot in mid-training is made of."""
        self.first = {name: torch.zeros_like(w) for name, w in self.master.items()}
        self.second = {
            name: torch.zeros_like(w) for name, w in self.master.items() if not self.is_matrix(name)
        }
        self.steps = 0
        shape = network.shape
        size = shape.head_size
        self.parts = {
            "qkv": [shape.heads * size, shape.kv_heads * size, shape.kv_heads * size],
            "gate_up": [shape.hidden, shape.hidden],
        }
        """Matrices that are kept as one but are several: each is made orthogonal by itself."""

    @staticmethod
    def is_matrix(name: str) -> bool:
        return name.startswith("layers.") and not name.endswith("norm")

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def step(self, gradients: dict[str, Tensor], muon_rate: float, adam_rate: float) -> None:
        self.steps += 1
        for name, gradient in gradients.items():
            master, first = self.master[name], self.first[name]
            if self.is_matrix(name):
                first.lerp_(gradient, 1 - self.momentum)
                moved = gradient.lerp(first, self.momentum)
                pieces = moved.split(self.parts.get(name.rsplit(".", 1)[1], [moved.shape[0]]))
                update = torch.cat(
                    [orthogonal(p) * max(1.0, p.shape[0] / p.shape[1]) ** 0.5 for p in pieces]
                )
                master.mul_(1 - muon_rate * 0.02).sub_(update, alpha=muon_rate)
            else:
                second = self.second[name]
                first.lerp_(gradient, 1 - self.betas[0])
                second.lerp_(gradient.square(), 1 - self.betas[1])
                scale = (1 - self.betas[1] ** self.steps) ** 0.5 / (1 - self.betas[0] ** self.steps)
                master.addcdiv_(first, second.sqrt().add_(1e-10), value=-adam_rate * scale)
            self.average[name].lerp_(master, 1 - min(self.averaging, self.steps / (self.steps + 9)))
            self.weights[name].copy_(master)

    def state(self) -> dict[str, object]:
        return {
            "master": self.master,
            "average": self.average,
            "first": self.first,
            "second": self.second,
            "steps": self.steps,
        }

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def restore(self, state: dict[str, dict[str, Tensor]], steps: int) -> None:
        for mine, theirs in (
            (self.master, state["master"]),
            (self.average, state["average"]),
            (self.first, state["first"]),
            (self.second, state["second"]),
        ):
            for name, value in theirs.items():
                mine[name].copy_(value)
        self.steps = steps
        for name, master in self.master.items():
            self.weights[name].copy_(master)
