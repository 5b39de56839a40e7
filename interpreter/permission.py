"""Asks the user for what code may do beyond its policy: packages, the network, other folders.

Every question names exactly what a yes allows, in our words and never in the model's. Where nobody
can be asked nothing is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from interpreter.approval import Approve, Reject, Run
from interpreter.engine import Engine, Screen
from interpreter.installs import Installs, installs
from interpreter.needs import Bounds, Need, foreseen, shown_by, widened
from interpreter.observation import Outcome
from interpreter.terminal import Terminal
from interpreter.visible import visible_line
from interpreter.words import words
from models.messages import Code
from sandbox.errors import SandboxError
from sandbox.packages import install

YES_OR_NO = {"y": "yes", "n": "no"}
WHERE = {
    True: "a private folder that only this work folder's code uses",
    False: "its virtual environment",
}


@dataclass(slots=True)
class Permission:
    """Stands between approval and running. `approve` decides whether code may run at all."""

    engine: Engine
    terminal: Terminal | None
    screen: Screen
    approve: Approve
    refused: set[str] = field(default_factory=set)
    """Packages that were not allowed; asked for again, they end the turn."""
    answered: set[Need] = field(default_factory=set)

    def before(self, code: Code) -> Run | Reject:
        """Decide, install what is allowed, widen what is allowed; the code may come out changed."""
        decision = self.approve(code)
        if isinstance(decision, Reject):
            return decision
        code = decision.code
        found = installs(code, self.engine.sandbox.read)
        if found:
            rejected = self.packages(found)
            if rejected:
                return rejected
            code = found.rest
        self.widen(foreseen(code, self.bounds()))
        return Run(code)

    def after(self, outcome: Outcome) -> str:
        """What the model is told besides when a failed cell brought the user to allow more."""
        allowed = self.widen(shown_by(outcome, self.bounds()))
        what = " and ".join(need.what for need in allowed)
        return "\n" + words("widened", what=what) if allowed else ""

    # packages

    def packages(self, found: Installs) -> Reject | None:
        """Ask for the packages and install them; None when they are there."""
        if found.problem:
            return Reject(found.problem, final=False)
        if not found.requirements:
            return None
        names = ", ".join(found.requirements)
        again = self.refused.issuperset(found.requirements)
        if self.terminal is None:
            self.refused.update(found.requirements)
            return Reject(words("installs_unasked", names=names), final=again)
        if again or not self.allowed(found):
            self.refused.update(found.requirements)
            return Reject(words("installs_declined", names=names), final=again)
        return self.install(found, names)

    def allowed(self, found: Installs) -> bool:
        place = self.engine.place
        self.tell("The code wants to install these packages, with what they need:")
        for each in found.requirements:
            self.tell(f"  {each}")
        self.tell(f"They would go into {WHERE[place.beside]}:")
        self.tell(f"  {place.site or place.room}")
        return self.yes("Install them?")

    def install(self, found: Installs, names: str) -> Reject | None:
        policy = self.engine.sandbox.policy
        try:
            for line in install(self.engine.place, found.requirements, policy, found.upgrade):
                self.tell(f"  {line}")
        except SandboxError as error:
            self.tell(f"Not installed: {error}")
            problem = error.details or str(error)
            return Reject(words("installs_failed", names=names, problem=problem), final=False)
        return None

    # more than the policy allows

    def bounds(self) -> Bounds:
        places = self.engine.places
        ours = (places.config, places.data, places.state, places.cache)
        return Bounds(self.engine.sandbox.policy, ours)

    def widen(self, needs: list[Need]) -> list[Need]:
        """Ask for each need once in a session; give those that were allowed."""
        if self.terminal is None or not self.engine.confined:
            return []
        new = [need for need in needs if need not in self.answered]
        self.answered.update(new)
        allowed = [need for need in new if self.yes(question(need))]
        if allowed:
            self.engine.widen(widened(self.engine.sandbox.policy, allowed))
        return allowed

    # the terminal

    def tell(self, line: str) -> None:
        assert self.terminal is not None
        self.screen.settle()
        self.terminal.write.write(visible_line(line) + "\n")
        self.terminal.write.flush()

    def yes(self, asked: str) -> bool:
        assert self.terminal is not None
        self.screen.settle()
        return self.terminal.choose(visible_line(asked), YES_OR_NO) == "y"


def question(need: Need) -> str:
    """What the user is asked; it names all that a yes allows."""
    if need.kind == "write":
        return f"Let code {need.what} for this session (at once, without preview and undo)?"
    return f"Let code {need.what} for this session?"
