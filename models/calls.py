"""Code that arrives as a call of a tool instead of a fenced block.

Models that were trained on tool calls fall back into them, each family in its own shape. `CALLS`
has a row for each shape: what opens and ends it. What stands between is read by `code_in`
(`models.called`), which knows the few ways in which a name and its arguments are written.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallForm:
    """A shape of call."""

    opens: str
    closes: tuple[str, ...]
    """The end of the reply ends each of them too, when what was read is whole."""
    models: str
    sample: str
    """A reply in this form that runs `print(6 * 7)`."""
    raw: str = ""
    """The language of what stands between, where it is the code itself."""
    at_line_start: bool = False
    at_reply_start: bool = False
    needs_close: bool = False
    """Raw code without an end may be half of it."""


_JSON = r'{"name": "python", "arguments": {"code": "print(6 * 7)"}}'

CALLS: tuple[CallForm, ...] = (
    CallForm(
        "<tool_call>",
        ("</tool_call>",),
        "Qwen, Hermes, GLM, Nemotron, most fine-tunes",
        f"<tool_call>\n{_JSON}\n</tool_call>",
    ),
    CallForm(
        "<function=",
        ("</function>",),
        "Qwen-Coder, Llama 3.1",
        "<function=python>\n<parameter=code>\nprint(6 * 7)\n</parameter>\n</function>",
    ),
    CallForm(
        "<function_call>",
        ("</function_call>",),
        "fine-tunes of OpenAI's first format",
        f"<function_call>{_JSON}</function_call>",
    ),
    CallForm(
        "<functioncall>",
        ("</functioncall>", "<|endoftext|>"),
        "Glaive",
        f"<functioncall> {_JSON}",
    ),
    CallForm(
        "<invoke name=",
        ("</invoke>",),
        "MiniMax, prompts with XML tags",
        '<function_calls>\n<invoke name="python">\n<parameter name="code">print(6 * 7)</parameter>'
        "\n</invoke>\n</function_calls>",
    ),
    CallForm(
        "<｜DSML｜invoke name=",
        ("</｜DSML｜invoke>",),
        "DeepSeek V3.2",
        '<｜DSML｜function_calls>\n<｜DSML｜invoke name="python">\n<｜DSML｜parameter name="code" '
        'string="true">print(6 * 7)</｜DSML｜parameter>\n</｜DSML｜invoke>\n'
        "</｜DSML｜function_calls>",
    ),
    CallForm(
        "<atem:invoke name=",
        ("</atem:invoke>",),
        "Muse",
        '<atem:function_calls>\n<atem:invoke name="python">\n<atem:parameter name="code">'
        "print(6 * 7)</atem:parameter>\n</atem:invoke>\n</atem:function_calls>",
    ),
    CallForm(
        "<function name=",
        ("</function>",),
        "MiniCPM",
        '<function name="python"><param name="code"><![CDATA[print(6 * 7)]]></param></function>',
    ),
    CallForm(
        "<tool_call:opensource>",
        ("</tool_call:opensource>",),
        "Hunyuan",
        "<tool_calls:opensource>\n<tool_call:opensource>python<tool_sep:opensource>\n"
        "<arg_key:opensource>code</arg_key:opensource>\n<arg_value:opensource>print(6 * 7)"
        "</arg_value:opensource>\n</tool_call:opensource>\n</tool_calls:opensource>",
    ),
    CallForm(
        "<TOOLCALL>",
        ("</TOOLCALL>",),
        "Nemotron Nano 2",
        f"<TOOLCALL>[{_JSON}]</TOOLCALL>",
    ),
    CallForm(
        "<|tool_call>",
        ("<tool_call|>",),
        "Gemma 4",
        '<|tool_call>call:python{code:<|"|>print(6 * 7)<|"|>}<tool_call|>',
    ),
    CallForm(
        "<|open|>call tool=",
        ("<|close|>call<|sep|>",),
        "Kimi K3",
        '<|open|>tools<|sep|><|open|>call tool="python" index="1"<|sep|><|open|>argument key="code"'
        ' type="string"<|sep|>print(6 * 7)<|close|>argument<|sep|><|close|>call<|sep|>'
        "<|close|>tools<|sep|>",
    ),
    CallForm(
        "<|tool_call:begin|>",
        ("<|tool_call:end|>",),
        "Solar",
        "<|tool_calls|><|tool_call:begin|>id1<|tool_call:name|>python<|tool_call:args|>"
        '{"code": "print(6 * 7)"}<|tool_call:end|><|calls|>',
    ),
    CallForm(
        "<|tools_prefix|>",
        ("<|tools_suffix|>",),
        "Apertus",
        '<|tools_prefix|>[{"python": {"code": "print(6 * 7)"}}]<|tools_suffix|>',
    ),
    CallForm(
        "<|function_call|>",
        ("<|message_sep|>",),
        "GigaChat",
        f"<|function_call|>{_JSON}<|message_sep|>",
    ),
    CallForm(
        "<｜tool▁call▁begin｜>",
        ("<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>"),
        "DeepSeek V3, R1, V3.1",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>python\n```json\n"
        '{"code": "print(6 * 7)"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    ),
    CallForm(
        "<|tool_call_begin|>",
        ("<|tool_call_end|>", "<|tool_calls_section_end|>"),
        "Kimi K2",
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.python:0"
        '<|tool_call_argument_begin|>{"code": "print(6 * 7)"}<|tool_call_end|>'
        "<|tool_calls_section_end|>",
    ),
    CallForm(
        "<|tool_call_start|>",
        ("<|tool_call_end|>",),
        "LFM2",
        "<|tool_call_start|>[python(code='print(6 * 7)')]<|tool_call_end|>",
    ),
    CallForm(
        "<|tool_call|>",
        ("<|/tool_call|>", "<|end_of_text|>"),
        "Phi-4 mini, Granite",
        f"<|tool_call|>[{_JSON}]<|/tool_call|>",
    ),
    CallForm(
        "[TOOL_CALLS]",
        ("</s>",),
        "Mistral, Devstral, Magistral",
        '[TOOL_CALLS]python[ARGS]{"code": "print(6 * 7)"}',
    ),
    CallForm(
        "<|START_ACTION|>",
        ("<|END_ACTION|>",),
        "Command R, Command A",
        '<|START_ACTION|>[{"tool_call_id": "0", "tool_name": "python", "parameters": '
        '{"code": "print(6 * 7)"}}]<|END_ACTION|>',
    ),
    CallForm(
        "<|channel|>commentary to=",
        ("<|call|>",),
        "gpt-oss",
        "<|channel|>commentary to=functions.python <|constrain|>json<|message|>"
        '{"code": "print(6 * 7)"}<|call|>',
    ),
    CallForm(
        "<|channel|>analysis to=",
        ("<|call|>",),
        "gpt-oss with its built-in Python",
        "<|channel|>analysis to=python code<|message|>print(6 * 7)<|call|>",
    ),
    CallForm(
        "<|start|>assistant to=",
        ("<|call|>",),
        "gpt-oss",
        "<|start|>assistant to=functions.python<|channel|>commentary json<|message|>"
        '{"code": "print(6 * 7)"}<|call|>',
    ),
    CallForm(
        "to=functions.",
        ("<|call|>",),
        "gpt-oss, where the prompt ends in the name of the role",
        'to=functions.python<|channel|>commentary json<|message|>{"code": "print(6 * 7)"}<|call|>',
        at_reply_start=True,
    ),
    CallForm(
        "to=python",
        ("<|call|>", "<|eot|>"),
        "gpt-oss and Muse, likewise",
        "to=python<|channel|>analysis code<|message|>print(6 * 7)<|call|>",
        raw="python",
        at_reply_start=True,
    ),
    CallForm(
        "<|action_start|><|plugin|>",
        ("<|action_end|>",),
        "InternLM",
        f"<|action_start|><|plugin|>\n{_JSON}<|action_end|>",
    ),
    CallForm(
        "<|action_start|><|interpreter|>",
        ("<|action_end|>",),
        "InternLM",
        "<|action_start|><|interpreter|>\nprint(6 * 7)\n<|action_end|>",
        raw="python",
        needs_close=True,
    ),
    CallForm(
        "<|python_tag|>",
        ("<|eom_id|>", "<|eot_id|>"),
        "Llama 3.1 to 3.3",
        "<|python_tag|>print(6 * 7)<|eom_id|>",
        raw="python",
    ),
    CallForm(
        "<execute>",
        ("</execute>",),
        "CodeAct",
        "<execute>\nprint(6 * 7)\n</execute>",
        raw="python",
        at_line_start=True,
        needs_close=True,
    ),
    CallForm(
        "<execute_ipython>",
        ("</execute_ipython>",),
        "OpenHands",
        "<execute_ipython>\nprint(6 * 7)\n</execute_ipython>",
        raw="python",
        needs_close=True,
    ),
    CallForm(
        "<execute_bash>",
        ("</execute_bash>",),
        "OpenHands",
        "<execute_bash>\npython3 -c 'print(6 * 7)'\n</execute_bash>",
        raw="shell",
        needs_close=True,
    ),
    CallForm(
        "<code>\n",
        ("</code>",),
        "smolagents",
        "<code>\nprint(6 * 7)\n</code>",
        raw="python",
        at_line_start=True,
        needs_close=True,
    ),
    CallForm(
        "<python>\n",
        ("</python>",),
        "fine-tunes",
        "<python>\nprint(6 * 7)\n</python>",
        raw="python",
        at_line_start=True,
        needs_close=True,
    ),
    CallForm(
        "<bash>\n",
        ("</bash>",),
        "fine-tunes",
        "<bash>\npython3 -c 'print(6 * 7)'\n</bash>",
        raw="shell",
        at_line_start=True,
        needs_close=True,
    ),
    CallForm(
        "<jupyter_code>",
        ("<jupyter_output>", "</jupyter_code>"),
        "StarCoder",
        "<jupyter_code>print(6 * 7)\n<jupyter_output>",
        raw="python",
        needs_close=True,
    ),
)

BARE_SAMPLES: tuple[tuple[str, str], ...] = (
    ("a call without any mark", _JSON),
    (
        "Llama 3 without its tag",
        '{"name": "python", "parameters": {"code": "print(6 * 7)"}}',
    ),
    (
        "OpenAI",
        (
            '{"type": "function", "function": {"name": "python", "arguments": '
            '"{\\"code\\": \\"print(6 * 7)\\"}"}}'
        ),
    ),
    (
        "OpenAI, a list",
        (
            '{"tool_calls": [{"id": "1", "type": "function", "function": {"name": "python", '
            '"arguments": "{\\"code\\": \\"print(6 * 7)\\"}"}}]}'
        ),
    ),
    ("a list", f"[{_JSON}]"),
    ("Open Interpreter", '{"language": "python", "code": "print(6 * 7)"}'),
    ("smolagents", '{"thought": "multiply", "code": "print(6 * 7)"}'),
    ("ReAct", '{"action": "python", "action_input": "print(6 * 7)"}'),
    ("a dictionary of Python", "{'name': 'python', 'arguments': {'code': 'print(6 * 7)'}}"),
    ("in a block of JSON", f"```json\n{_JSON}\n```"),
)
"""Calls that only their content tells from an answer that happens to be JSON."""

NAMESPACE = "]<]minimax[>["
"""What MiniMax M3 writes before each of its tags."""

WRAPPERS: tuple[str, ...] = (
    "<function_calls>",
    "</function_calls>",
    "<minimax:tool_call>",
    "</minimax:tool_call>",
    "<｜DSML｜function_calls>",
    "</｜DSML｜function_calls>",
    "<｜tool▁calls▁begin｜>",
    "<｜tool▁calls▁end｜>",
    "<|tool_calls_section_begin|>",
    "<|tool_calls_section_end|>",
    "<tool_calls>",
    "</tool_calls>",
    "<atem:function_calls>",
    "</atem:function_calls>",
    "<tool_calls:opensource>",
    "</tool_calls:opensource>",
    "<|tool_calls|>",
    "<|open|>tools<|sep|>",
    "<|close|>tools<|sep|>",
    NAMESPACE,
)
"""Marks around several calls; the first call ends the reply."""
