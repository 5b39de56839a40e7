"""Train the model in the box: `python -m models.mini.train --run runs/mini`.

One process a core, one thread each (two threads of one process collapse when the other core is
busy). Killed at any moment, the same command goes on from the last checkpoint, with another number
of ranks and with whatever wordings the generator has by then. SIGTERM saves first. On a graphics
card it is one rank.

The learning rate is constant after a short warm-up and falls linearly to nothing over the last
part of the budget, which is a number of tokens or a moment on the clock.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import signal
import socket
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor

from models.mini.batches import Batch, Feed, Row, batch, generator, rows
from models.mini.network import Mini, Shape
from models.mini.optimizer import Updates
from models.mini.tokenizer import Segmenter, Vocabulary


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. The folder `run` holds `pieces.json`, checkpoints and the log."""

    run: Path
    module: str = "models.mini.generate"
    tokens: int = 0
    """The budget; 0: until `until`."""
    until: float = 0.0
    """The end as seconds since the epoch; 0: when the tokens are spent."""
    decay: float = 0.3
    """Seconds with `until`, a share of the budget with `tokens`."""
    ranks: int = 1
    size: int = 4096
    """Tokens in one rank's batch."""
    per_step: int = 8192
    """Tokens in one step, by all ranks."""
    muon_rate: float = 0.02
    adam_rate: float = 0.004
    warm: int = 60
    save_every: float = 60.0
    check_every: float = 180.0
    seed: int = 1
    width: int = 256
    layers: int = 6
    heads: int = 4
    kv_heads: int = 2
    hidden: int = 640
    compiled: int = 1
    """1: compile the layers where there is a C++ compiler (a fifth faster on a processor)."""


class Run:
    """One rank of a training run."""

    def __init__(self, plan: Plan, rank: int) -> None:
        self.plan, self.rank = plan, rank
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        vocabulary = Vocabulary.load(plan.run / "pieces.json")
        shape = Shape(
            len(vocabulary.pieces), plan.width, plan.layers, plan.heads, plan.kv_heads, plan.hidden
        )
        self.network = Mini(shape).to(self.device, torch.bfloat16)
        if plan.compiled and (shutil.which("g++") or self.device.type == "cuda"):
            for layer in self.network.layers:
                layer.compile(dynamic=True)
        self.updates = Updates(self.network)
        self.tokens = 0
        self.seconds = 0.0
        self.stopping = False
        self.resume()
        self.began = self.updates.steps
        self.segmenter = Segmenter(vocabulary)
        self.held = self.held_out() if rank == 0 else []
        seed = plan.seed * 1_000_003 + self.updates.steps * 64 + rank
        self.feed = Feed(plan.module, plan.run / "pieces.json", plan.size, seed)

    def resume(self) -> None:
        path = self.plan.run / "checkpoint.pt"
        if path.exists():
            state = torch.load(path, map_location=self.device, weights_only=True)
            self.updates.restore(state["updates"], state["updates"]["steps"])
            self.tokens, self.seconds = state["tokens"], state["seconds"]

    def save(self) -> None:
        state = {
            "shape": self.network.shape.as_dict(),
            "updates": self.updates.state(),
            "tokens": self.tokens,
            "seconds": self.seconds,
        }
        part = self.plan.run / "checkpoint.part"
        torch.save(state, part)
        part.replace(self.plan.run / "checkpoint.pt")

    def rate(self) -> float:
        """The learning rate now, as a share of the full one; 0 ends the run."""
        plan = self.plan
        warm = min(1.0, (self.updates.steps - self.began + 1) / plan.warm)
        if plan.until:
            left = (plan.until - time.time()) / plan.decay
        else:
            left = (1 - self.tokens / plan.tokens) / plan.decay
        return max(0.0, min(warm, left))

    def gradients(self, some: list[Batch]) -> tuple[dict[str, Tensor], float]:
        self.network.zero_grad(set_to_none=True)
        total = 0.0
        for made in some:
            loss = self.network.loss(
                torch.tensor(made.tokens, device=self.device),
                torch.tensor(made.places, device=self.device),
                torch.tensor(made.targets, device=self.device),
            )
            (loss / len(some)).backward()
            total += float(loss.detach()) / len(some)
        found = {n: w.grad.float() for n, w in self.updates.weights.items() if w.grad is not None}
        return found, total

    def shared(self, found: dict[str, Tensor], numbers: list[float]) -> list[float]:
        """The mean of all ranks' gradients, in place, and of some numbers beside them."""
        if self.plan.ranks == 1:
            return numbers
        flat = torch.cat([*(g.flatten() for g in found.values()), torch.tensor(numbers)])
        dist.all_reduce(flat)
        flat /= self.plan.ranks
        at = 0
        for gradient in found.values():
            gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient))
            at += gradient.numel()
        return [float(n) for n in flat[at:]]

    def go(self) -> None:
        plan = self.plan
        each = max(1, round(plan.per_step / plan.size / plan.ranks))
        feed = iter(self.feed)
        saved = checked = started = time.time()
        before = (started, self.tokens)
        losses: list[float] = []
        while True:
            some = [next(feed) for _ in range(each)]
            seen = sum(made.real for made in some)
            found, loss = self.gradients(some)
            facts = [loss, self.rate(), float(seen), float(self.stopping)]
            loss, rate, seen_mean, stop = self.shared(found, facts)
            if rate <= 0 or stop:
                break
            self.updates.step(found, plan.muon_rate * rate, plan.adam_rate * rate)
            self.tokens += round(seen_mean * plan.ranks)
            losses.append(loss)
            now = time.time()
            if self.rank == 0 and len(losses) == 50:
                speed = (self.tokens - before[1]) / (now - before[0])
                self.note(loss=sum(losses) / 50, rate=rate, speed=round(speed))
                before, losses = (now, self.tokens), []
            if self.rank == 0 and now - saved > plan.save_every:
                self.seconds += now - saved
                saved = now
                self.save()
            if self.rank == 0 and now - checked > plan.check_every:
                self.check()
                checked = time.time()
        self.feed.close()
        if self.rank == 0:
            self.seconds += time.time() - saved
            self.save()
            self.check()

    def held_out(self) -> list[Row]:
        source = rows(generator(self.plan.module, 7, "held out"), self.segmenter)
        return [next(source) for _ in range(384)]

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def check(self) -> None:
        """Score rows that are never trained on: all tokens right, by the averaged weights."""
        for name, weight in self.updates.weights.items():
            weight.copy_(self.updates.average[name])
        right: defaultdict[str, list[bool]] = defaultdict(list)
        loss, count = 0.0, 0
        ordered = sorted(self.held, key=lambda row: len(row.tokens))
        for start in range(0, len(ordered), 32):
            some = ordered[start : start + 32]
            made = batch(some)
            places = torch.tensor(made.places, device=self.device)
            targets = torch.tensor(made.targets, device=self.device)
            logits = self.network.logits(
                torch.tensor(made.tokens, device=self.device), places
            ).float()
            loss += float(torch.nn.functional.cross_entropy(logits, targets, reduction="sum"))
            count += len(made.targets)
            wrong = set((places[logits.argmax(-1) != targets] // made.width).tolist())
            for i, row in enumerate(some):
                right[row.intent.split(".")[0]].append(i not in wrong)
        for name, weight in self.updates.weights.items():
            weight.copy_(self.updates.master[name])
        score = sum(sum(r) for r in right.values()) / len(ordered)
        families = {name: round(sum(r) / len(r), 2) for name, r in sorted(right.items())}
        self.note(held_loss=round(loss / count, 4), held_exact=round(score, 3), families=families)

    def note(self, **facts: object) -> None:
        line = {
            "at": datetime.now().isoformat(timespec="seconds"),
            "step": self.updates.steps,
            "tokens": self.tokens,
            **facts,
        }
        with (self.plan.run / "curve.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)

    def stop(self, *_: object) -> None:
        """Save and end after this step (SIGTERM)."""
        self.stopping = True


def work(plan: Plan, rank: int, port: int) -> None:
    torch.set_num_threads(1)
    if plan.ranks > 1:
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
        dist.init_process_group("gloo", rank=rank, world_size=plan.ranks)
    run = Run(plan, rank)
    signal.signal(signal.SIGTERM, run.stop)
    run.go()


def train(plan: Plan) -> None:
    """Run all ranks to the end of the budget."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    context = multiprocessing.get_context("spawn")
    others = [
        context.Process(target=work, args=(plan, rank, port)) for rank in range(1, plan.ranks)
    ]
    for other in others:
        other.start()
    try:
        work(plan, 0, port)
    finally:
        for other in others:
            other.join(30)
            other.kill()


def moment(text: str) -> float:
    """`12:35` of today or tomorrow, as seconds since the epoch."""
    hour, minute = map(int, text.split(":"))
    now = datetime.now()
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (then if then > now else then + timedelta(days=1)).timestamp()


def parse(arguments: list[str] | None = None) -> Plan:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    kinds: dict[str, Callable[[str], object]] = {"run": Path, "until": moment}
    for field in fields(Plan):
        default = None if field.name == "run" else field.default
        parser.add_argument(
            "--" + field.name.replace("_", "-"),
            type=kinds.get(field.name, type(default)),
            default=default,
            required=field.name == "run",
        )
    return Plan(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    train(parse())
