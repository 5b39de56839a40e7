"""What in a reply is not said to the user: thinking, and the turns of others that were made up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThoughtForm:
    """How a family of models marks its thinking."""

    opens: str
    closes: tuple[str, ...]
    models: str
    at_line_start: bool = False
    """A word that a text may well contain: it counts only where a line begins."""


THOUGHTS: tuple[ThoughtForm, ...] = (
    ThoughtForm("<think>", ("</think>",), "DeepSeek-R1, Qwen3, QwQ, GLM, Nemotron, Phi-4"),
    ThoughtForm("<thinking>", ("</thinking>",), "prompts with XML tags, Granite"),
    ThoughtForm("<thought>", ("</thought>",), "EXAONE Deep, older Gemini distillations", True),
    ThoughtForm("<reasoning>", ("</reasoning>",), "Reka, GRPO fine-tunes", True),
    ThoughtForm("<reflection>", ("</reflection>",), "Reflection fine-tunes", True),
    ThoughtForm("<seed:think>", ("</seed:think>",), "Seed-OSS"),
    ThoughtForm("<mm:think>", ("</mm:think>",), "MiniMax M3"),
    ThoughtForm("<|open|>think<|sep|>", ("<|close|>think<|sep|>",), "Kimi K3"),
    ThoughtForm("[THINK]", ("[/THINK]",), "Magistral, Ministral"),
    ThoughtForm("◁think▷", ("◁/think▷",), "Kimi-VL"),
    ThoughtForm("<|begin_of_thought|>", ("<|end_of_thought|>",), "OpenThinker"),
    ThoughtForm("<|START_THINKING|>", ("<|END_THINKING|>",), "Command A"),
    ThoughtForm("<|inner_prefix|>", ("<|inner_suffix|>",), "Apertus"),
    ThoughtForm("<|channel>thought", ("<channel|>",), "Gemma 4"),
    ThoughtForm(
        "<|channel|>analysis<|message|>", ("<|end|>", "<|channel|>final<|message|>"), "gpt-oss"
    ),
)

LONE_CLOSES: frozenset[str] = frozenset(
    close
    for form in THOUGHTS
    for close in form.closes
    if close.startswith(("</", "[/", "◁/", "<|close|>"))
)
"""Ends of thinking that the chat template began: what stands before one was no answer."""

WRAPPING: frozenset[str] = frozenset(
    (
        "<|channel|>final<|message|>",
        "<|channel|>commentary<|message|>",
        "<|start|>assistant",
        "<|im_start|>assistant",
        "<|start_header_id|>assistant<|end_header_id|>",
        "<start_of_turn>model",
        "<|assistant|>",
        "<|message|>",
        "<|open|>response<|sep|>",
        "<|close|>response<|sep|>",
        "<|START_RESPONSE|>",
        "<|END_RESPONSE|>",
        "<|begin_of_solution|>",
        "<|end_of_solution|>",
    )
)
"""Marks around what the model says itself: left out, and the reply goes on."""

LINE_WRAPPING: frozenset[str] = frozenset(("<answer>", "</answer>", "<response>", "</response>"))
"""The same at the beginning of a line."""

SPECIAL_TURNS: tuple[str, ...] = (
    "<|im_start|>user",
    "<|im_start|>system",
    "<|im_start|>tool",
    "<|im_end|>",
    "<|user|>",
    "<|system|>",
    "<|observation|>",
    "<|start_header_id|>user",
    "<|start_header_id|>system",
    "<|start_header_id|>ipython",
    "<|start_header_id|>tool",
    "<|eot_id|>",
    "<|eom_id|>",
    "<|end_of_text|>",
    "<|endoftext|>",
    "<|end|>",
    "<|return|>",
    "<|start|>user",
    "<|start|>system",
    "<|start|>functions",
    "<start_of_turn>user",
    "<end_of_turn>",
    "<｜User｜>",
    "<｜end▁of▁sentence｜>",
    "<|END_OF_TURN_TOKEN|>",
    "[INST]",
    "[/INST]",
    "</s>",
)
"""Tokens that end a turn or begin another's: the reply ends there, wherever they stand."""

LINE_TURNS: tuple[str, ...] = (
    "### Human",
    "### User",
    "### Instruction",
    "### Input:",
    "### Response:",
    "### Output:",
    "### Assistant:",
    "<output cell=",
    "<tool_response>",
    "<function_results>",
    "<function_response>",
)
"""The same at the beginning of a line."""

NAMED_TURNS: tuple[str, ...] = (
    "User:",
    "USER:",
    "Human:",
    "HUMAN:",
    "Assistant:",
    "ASSISTANT:",
    "Output:",
    "OUTPUT:",
    "Observation:",
)
"""Words that also head an entry of a list ("User: alice"), so what stands before them decides."""

OWN_TURNS = frozenset({"Assistant:", "ASSISTANT:", "### Response:", "### Assistant:"})
"""At the very beginning of a reply they only say whose it is."""


def introduces(line: str, gap: bool) -> bool:
    """Whether entries like "User: alice" may follow this line: a heading, or such an entry itself;
    behind a blank line (`gap`) only a heading."""
    line = line.strip()
    if line.endswith(":") or line.startswith(("#", "**")):
        return True
    key, colon, _ = line.partition(":")
    return not gap and bool(colon) and len(key) <= 24 and len(key.split()) <= 3


def begun_thought(prompt: str) -> str:
    """The mark of the thought that a rendered prompt leaves open, empty for none.

    Templates of models that always think end in `<think>`: the reply then begins inside a thought
    and does not say so. Whoever reads such a reply puts this in front of it.
    """
    end = prompt.rstrip()
    return next((form.opens for form in THOUGHTS if end.endswith(form.opens)), "")
