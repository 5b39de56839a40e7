"""The network of the model in the box: a small Llama, as a training framework sees it.

The shapes are those of llama.cpp's `llama` architecture (RMS norm, rotary positions in half-split
form, grouped-query attention, SwiGLU, tied embeddings), so that `export` copies weights and changes
nothing but the order of the query and key rows. Only this file, `train` and `export` import torch.

Two savings make training on a processor bearable, and neither changes what is computed: logits
are taken only at the positions that are learnt, and the last layer's queries and feed-forward run
only there as well, because nobody reads its other positions.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F  # noqa: N812  # the framework's own name for it
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything that decides the shapes of the weights."""

    vocabulary: int
    width: int = 256
    layers: int = 4
    heads: int = 4
    kv_heads: int = 2
    hidden: int = 704
    context: int = 1024
    rope_base: float = 10000.0
    norm_eps: float = 1e-5

    @property
    def head_size(self) -> int:
        return self.width // self.heads

    def as_dict(self) -> dict[str, int | float]:
        return asdict(self)


class Layer(nn.Module):  # type: ignore[misc]
    """Attention and feed-forward, both behind a norm and beside a residual."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        rows = (shape.heads + 2 * shape.kv_heads) * shape.head_size
        self.attention_norm = nn.Parameter(torch.ones(shape.width))
        self.qkv = nn.Parameter(torch.empty(rows, shape.width))
        self.out = nn.Parameter(torch.zeros(shape.width, shape.heads * shape.head_size))
        self.ffn_norm = nn.Parameter(torch.ones(shape.width))
        self.gate_up = nn.Parameter(torch.empty(2 * shape.hidden, shape.width))
        self.down = nn.Parameter(torch.zeros(shape.width, shape.hidden))

    def forward(
        self, x: Tensor, rope: tuple[Tensor, Tensor], mask: Tensor, learnt: Tensor | None
    ) -> Tensor:
        """`learnt`: flat indices of the positions that anybody reads afterwards, or all."""
        s = self.shape
        batch, length, width = x.shape
        normed = F.rms_norm(x, (width,), self.attention_norm, s.norm_eps)
        qkv = F.linear(normed, self.qkv).view(batch, length, -1, s.head_size)
        turned = rotate(qkv[:, :, : s.heads + s.kv_heads], rope)
        q, k = turned[:, :, : s.heads], turned[:, :, s.heads :]
        mixed = attention(q, k, qkv[:, :, s.heads + s.kv_heads :], mask)
        x = x.reshape(batch * length, width)
        if learnt is not None:
            mixed, x = mixed[learnt], x[learnt]
        x = x + F.linear(mixed, self.out)
        normed = F.rms_norm(x, (width,), self.ffn_norm, s.norm_eps)
        gate, up = F.linear(normed, self.gate_up).chunk(2, dim=-1)
        x = x + F.linear(F.silu(gate) * up, self.down)
        return x if learnt is not None else x.view(batch, length, width)


class Mini(nn.Module):  # type: ignore[misc]
    """Token numbers in, a loss or logits out."""

    def __init__(self, shape: Shape, seed: int = 0) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Parameter(torch.empty(shape.vocabulary, shape.width))
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = nn.Parameter(torch.ones(shape.width))
        generator = torch.Generator().manual_seed(seed)
        for name, weight in self.named_parameters():
            if name.endswith(("qkv", "gate_up")):
                nn.init.normal_(weight, std=shape.width**-0.5, generator=generator)
            elif name == "embedding":
                nn.init.normal_(weight, std=0.05, generator=generator)
        self._rope: tuple[Tensor, Tensor] | None = None

    def rope(self, like: Tensor, length: int) -> tuple[Tensor, Tensor]:
        if self._rope is None or self._rope[0].dtype != like.dtype:
            half = self.shape.head_size // 2
            rates = self.shape.rope_base ** (-torch.arange(half) / half)
            angles = torch.arange(self.shape.context)[:, None] * rates[None, :]
            self._rope = (
                angles.cos()[:, None, :].to(like.device, like.dtype),
                angles.sin()[:, None, :].to(like.device, like.dtype),
            )
        return self._rope[0][:length], self._rope[1][:length]

    def states(self, tokens: Tensor, learnt: Tensor) -> Tensor:
        """Final hidden states at `learnt` (flat indices into `tokens`, a batch of rows)."""
        x = F.embedding(tokens, self.embedding)
        length = tokens.shape[1]
        rope = self.rope(x, length)
        mask = torch.full((length, length), -torch.inf, dtype=x.dtype, device=x.device).triu(1)
        for layer in self.layers[:-1]:
            x = layer(x, rope, mask, None)
        x = self.layers[-1](x, rope, mask, learnt)
        return F.rms_norm(x, (self.shape.width,), self.norm, self.shape.norm_eps)

    def logits(self, tokens: Tensor, learnt: Tensor) -> Tensor:
        return F.linear(self.states(tokens, learnt), self.embedding)

    def loss(self, tokens: Tensor, learnt: Tensor, targets: Tensor) -> Tensor:
        """Mean cross-entropy of `targets` at the positions before them."""
        return F.cross_entropy(self.logits(tokens, learnt).float(), targets)

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def greedy(self, prompt: list[int], stop: int, limit: int) -> list[int]:
        """The most likely continuation, without `stop`; slow and simple, to compare with."""
        tokens = list(prompt)
        while len(tokens) - len(prompt) < limit:
            row = torch.tensor([tokens], device=self.embedding.device)
            last = torch.tensor([len(tokens) - 1], device=self.embedding.device)
            token = int(self.logits(row, last)[0].float().argmax())
            if token == stop:
                break
            tokens.append(token)
        return tokens[len(prompt) :]


def rotate(x: Tensor, rope: tuple[Tensor, Tensor]) -> Tensor:
    """Rotary positions in half-split form: the first half of a head turns against the second."""
    cos, sin = rope
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)


def attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """Causal attention over `[batch, length, heads, size]`, as `[batch * length, heads * size]`.

    Written out, because on a processor the framework's fused kernel needs 2.6 times as long for
    rows of a hundred tokens, most of it in its backward pass.
    """
    batch, length, heads, size = q.shape
    if k.shape[2] != heads:
        k = k.repeat_interleave(heads // k.shape[2], dim=2)
        v = v.repeat_interleave(heads // v.shape[2], dim=2)
    q, k, v = (t.transpose(1, 2).reshape(batch * heads, length, size) for t in (q, k, v))
    scores = torch.baddbmm(
        mask.expand(batch * heads, length, length), q, k.transpose(1, 2), alpha=size**-0.5
    )
    mixed = torch.bmm(scores.softmax(-1), v)
    return mixed.view(batch, heads, length, size).transpose(1, 2).reshape(batch * length, -1)
