"""Replies as models write them, each with what must be read from it.

`PROBES` are the shapes on which other programs fail. The forms of calls and thoughts have their
samples in the tables of `models` themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.messages import Code


@dataclass(frozen=True, slots=True)
class Sample:
    """A reply and what is in it."""

    name: str
    reply: str
    code: Code | None = None
    prose: str | None = None
    """What the user reads, blanks around it aside; None: not looked at."""
    thought: str | None = None
    text: str | None = None
    unclosed: bool = False


def python(source: str) -> Code:
    return Code("python", source)


def shell(source: str) -> Code:
    return Code("shell", source)


README = '''with open("README.md", "w") as f:
    f.write("""# Title

```bash
npm install
```

~~~
more
~~~
""")
print("written")'''

HERE = """cat > README.md <<'EOF'
# It's a title
```python
print(1)
```
EOF
wc -l README.md"""


def as_is(name: str, reply: str) -> Sample:
    """Nothing in the reply is anything but words."""
    return Sample(name, reply, None, reply)


PROBES: tuple[Sample, ...] = (
    Sample(
        "only words", "There are 3 files.", None, "There are 3 files.", text="There are 3 files."
    ),
    Sample("nothing", "", None, "", text=""),
    Sample(
        "no blank lines around",
        "Let me look.\n```python\nprint(1)\n```\nThat was it.",
        python("print(1)"),
        "Let me look.",
        text="Let me look.\n```python\nprint(1)\n```",
    ),
    Sample("behind words", "Run this: ```python\nprint(1)\n```", python("print(1)"), "Run this:"),
    Sample("behind words, bare", "Run: ```\nls -la\n```", shell("ls -la"), "Run:"),
    Sample("in a list", "- ```sh\n  ls\n  ```", shell("ls"), "-"),
    Sample(
        "in a list, several lines", "2. ```py\n   if x:\n       y\n   ```", python("if x:\n    y")
    ),
    Sample(
        "code ends in the fence",
        "```python\nprint(1)```",
        python("print(1)"),
        "",
        text="```python\nprint(1)\n```",
    ),
    Sample(
        "words right behind the fence", "```python\nprint(1)\n```This is it", python("print(1)")
    ),
    Sample("tildes", "~~~python\nx = ~~~1\n~~~\n", python("x = ~~~1")),
    Sample("a long fence", "````python\nprint(1)\n````", python("print(1)")),
    Sample(
        "a short fence within a long one", "````bash\necho '\n```\n'\n````", shell("echo '\n```\n'")
    ),
    Sample("a longer end", "~~~~py\nprint(1)\n~~~~~~", python("print(1)")),
    Sample(
        "indented in a list",
        "1. First:\n\n   ```python\n   if x:\n       y()\n\n   z()\n   ```\n",
        python("if x:\n    y()\n\nz()"),
        "1. First:",
    ),
    Sample(
        "only the fence is indented",
        "   ```python\nif x:\n    y()\n   ```",
        python("if x:\n    y()"),
    ),
    Sample("indented with a tab", "\t```python\n\tprint(1)\n\t```", python("print(1)")),
    Sample("carriage returns", "```python\r\na = 1\r\nb\r\n```\r\n", python("a = 1\r\nb")),
    Sample("the word python in it", "```python\npython = 1\n```", python("python = 1")),
    Sample("fences in a Python text", f"```python\n{README}\n```\nDone", python(README)),
    Sample("fences in a here-document", f"```bash\n{HERE}\n```\nDone", shell(HERE)),
    Sample(
        "a fence in a written file",
        "```python\n%%writefile a.md\n```sh\nls\n```\nx\n```",
        python("%%writefile a.md\n```sh\nls\n```\nx"),
    ),
    Sample(
        "a shell cell in Python",
        "```python\n%%bash\ncat <<E\n```\nE\n```",
        python("%%bash\ncat <<E\n```\nE"),
    ),
    Sample(
        "a text that never ends",
        '```python\nprint("""oops)\n```\nIt prints oops.',
        python('print("""oops)'),
        "",
        text='```python\nprint("""oops)\n```',
    ),
    Sample(
        "a shell quote that never ends",
        "```sh\necho don't\n```\nIt doesn't print.",
        shell("echo don't"),
        "",
    ),
    Sample("a comment with backticks", "```python\n# ```x\n1\n```", python("# ```x\n1")),
    Sample("a text with backticks", "```py\nprint('```')\n```", python("print('```')")),
    Sample(
        "quotes of the shell",
        "```sh\necho $'it\\'s' # don't\n```\nx",
        shell("echo $'it\\'s' # don't"),
    ),
    Sample("backticks of the shell", "```sh\necho `date`\n```", shell("echo `date`")),
    *(
        Sample(f"the tag {tag}", f"```{tag}\nprint(1)\n```", python("print(1)"))
        for tag in ("py", "Python", "python3", "python3.11", "ipython", "{python}", "py title=a.py")
    ),
    *(
        Sample(f"the tag {tag}", f"```{tag}\nls\n```", shell("ls"))
        for tag in ("sh", "bash", "shell", "zsh", "BASH", "bash -e")
    ),
    Sample("a kernel's language", "```ruby\nputs 1\n```", Code("ruby", "puts 1")),
    Sample("a kernel's language by its short name", "```rb\nputs 1\n```", Code("ruby", "puts 1")),
    Sample(
        "a console", "```console\n$ cd src\n$ ls \\\n  -la\nout\n```", shell("cd src\nls \\\n  -la")
    ),
    Sample("a console with a host", "```console\nme@box:~/x$ ls\nout\n```", shell("ls")),
    Sample("a console without prompts", "```console\nls\npwd\n```", shell("ls\npwd")),
    Sample(
        "a Python console",
        "```pycon\n>>> for x in y:\n...     print(x)\n...\n1\n>>> z\n```",
        python("for x in y:\n    print(x)\n\nz"),
    ),
    Sample("bare shell", "```\nls -la | wc -l\n```", shell("ls -la | wc -l")),
    Sample(
        "bare shell, several", "```\ncd /tmp\nmkdir a\n./go\n```", shell("cd /tmp\nmkdir a\n./go")
    ),
    Sample("bare shell with a prompt", "```\n$ ls\na.txt\n```", shell("ls")),
    Sample("bare Python", "```\nimport os\nprint(os.sep)\n```", python("import os\nprint(os.sep)")),
    Sample("bare Python behind a comment", "```\n# count\nx = 3\n```", python("# count\nx = 3")),
    Sample(
        "bare Python like a command",
        "```\nfind = 3\nprint(find)\n```",
        python("find = 3\nprint(find)"),
    ),
    as_is("bare, a list of names", "```\ncat\ndog\n```"),
    as_is("bare, a table", "```\nname  size\na.txt 12\n```\nok"),
    as_is("bare, a tree", "```\n.\n├── a\n└── b\n```"),
    as_is("bare, a traceback", "```\nTraceback (most recent call last):\nKeyError: 'a'\n```"),
    *(
        as_is(f"the tag {tag} runs nothing", f"a\n```{tag}\nls\n```\nb")
        for tag in ("json", "text", "csv", "output", "yaml", "haskell", "plaintext")
    ),
    as_is(
        "Markdown with a block of Python in it",
        "```markdown\n# T\n```python\nprint(1)\n```\n```\nbye",
    ),
    Sample(
        "first a table, then code",
        "```text\na b\n```\nso\n```python\nprint(1)\n```",
        python("print(1)"),
        "```text\na b\n```\nso",
    ),
    Sample("unclosed", "Look:\n```python\nprint(1)\n", None, "Look:", unclosed=True),
    Sample("unclosed within the line", "```python\nprint(1", None, unclosed=True),
    Sample("unclosed before the first line", "```python", None, unclosed=True),
    Sample("unclosed with half a fence", "```python\nprint(1)\n``", None, unclosed=True),
    Sample("unclosed, bare", "```\nls -la\n", None, unclosed=True),
    as_is("unclosed, a table", "```text\na b"),
    Sample("an empty block", "```python\n\n```\nNothing.", None),
    as_is("code in a line", "Use `x` and ``y`` and ```z``` here."),
    Sample(
        "a stray backtick before the fence",
        "That`s it: ```python\nprint(1)\n```",
        python("print(1)"),
        "That`s it:",
    ),
    Sample(
        "JSON behind words, then code",
        "It is: ```json\n{}\n```\nso\n```python\nprint(1)\n```",
        python("print(1)"),
        "It is: ```json\n{}\n```\nso",
    ),
    as_is("a block that is quoted", "He wrote:\n> ```python\n> print(1)\n> ```\nand left."),
    as_is("code in a line at its end", "Try ```ls```\nthen"),
    as_is("marks spoken of", "Write `<think>` or `<tool_call>`."),
    as_is("smaller and larger", "if a < b and c > d: [x]"),
    as_is("HTML", "It says <b>hi</b> <s>no</s> {x}."),
    as_is("JSON that is an answer", '{"rows": 3, "name": "a"}'),
    as_is("JSON with a name that is no call", '{"name": "interp", "version": 2}'),
    as_is("a list that is an answer", "[1, 2, 3]"),
    as_is("a link at the beginning", "[here](x.md) it is"),
    as_is("words in another language", "Es sind 3 Dateien – „größte“: `a.txt`.\n\n- *b*\n- c"),
    Sample(
        "broken JSON", '{"name": "a\n```python\nprint(1)\n```', python("print(1)"), '{"name": "a'
    ),
    Sample("thinking", "<think>hm, `ls`?</think>\n\nYes.", None, "Yes.", "hm, `ls`?", "Yes."),
    Sample(
        "code in a thought",
        "<think>\n```python\nboom()\n```\n</think>\nSafe.",
        None,
        "Safe.",
        "\n```python\nboom()\n```\n",
        "Safe.",
    ),
    Sample(
        "a call in a thought",
        '<thinking><tool_call>{"name": "python", "arguments": {"code": "boom()"}}</tool_call>'
        "</thinking>No.",
        None,
        "No.",
    ),
    Sample(
        "a thought, then code", "<think>a</think>```python\nprint(1)\n```", python("print(1)"), ""
    ),
    Sample("a thought without an end", "<think>and so on", None, "", "and so on", ""),
    Sample(
        "thinking begun by the template", "first a, then b\n</think>\n\nIt is b.", None, "It is b."
    ),
    Sample("a thought after words", "So <think>a</think>b", None, "So b", "a", "So b"),
    Sample("a mark within a text", "```py\nprint('<think>')\n```", python("print('<think>')")),
    Sample(
        "gpt-oss",
        "<|channel|>analysis<|message|>add<|end|><|start|>assistant<|channel|>final"
        "<|message|>It is 3.",
        None,
        "It is 3.",
        "add",
        "It is 3.",
    ),
    Sample(
        "an invented user",
        "It is 3.\n\nUser: and 4?\nAssistant: 5",
        None,
        "It is 3.",
        text="It is 3.",
    ),
    Sample("an invented user right below", "Done.\nUser: more", None, "Done."),
    Sample("an invented user below a list", "- a\n- b\n\nUser: more", None, "- a\n- b"),
    Sample("an invented user below a fact", "Total: 3\n\nUser: more", None, "Total: 3"),
    as_is("a user below a heading", "## System\n\nUser: alice"),
    Sample("an invented output", "I ran it.\nOutput:\n42", None, "I ran it."),
    Sample("an invented output of ours", 'Look.\n<output cell="1">\n42', None, "Look."),
    Sample("special tokens", "Yes.<|im_end|>\n<|im_start|>user\nmore", None, "Yes."),
    Sample("a heading of another", "Yes.\n### Human: more", None, "Yes."),
    Sample("the model's own name", "Assistant: It is 3.", None, "It is 3."),
    Sample("the model's own header", "<|im_start|>assistant\nIt is 3.", None, "It is 3."),
    as_is("a list of facts", "System:\nHost: box\nUser: alice"),
    as_is("an answer that begins so", "Output: 42"),
    as_is("a question", "Question: which folder?"),
    Sample(
        "a call that is broken",
        '<tool_call>\n{"name": "python", "arguments": {"code": "print(',
        None,
        unclosed=True,
    ),
    Sample(
        "a call of something else",
        '<tool_call>{"name": "weather", "arguments": {"city": "Rome"}}</tool_call>',
        None,
        unclosed=True,
    ),
    Sample(
        "a call without its end",
        '<tool_call>\n{"name": "python", "arguments": {"code": "print(1)"}}',
        python("print(1)"),
    ),
    Sample(
        "a call whose code holds its end",
        '<tool_call>{"name": "python", "arguments": {"code": "print(\'</tool_call>\')"}}'
        "</tool_call>",
        python("print('</tool_call>')"),
    ),
    Sample(
        "a call with words before",
        'I look. <tool_call>{"name": "bash", "arguments": {"command": "ls"}}</tool_call>',
        shell("ls"),
        "I look.",
        text="I look. \n```bash\nls\n```",
    ),
    Sample(
        "a call with line ends in its text",
        '{"name": "python", "arguments": {"code": "a = 1\nprint(a)"}}',
        python("a = 1\nprint(a)"),
    ),
    Sample(
        "a call of Qwen-Coder in a call",
        "<tool_call>\n<function=execute_bash>\n<parameter=command>\nls\n</parameter>\n</function>\n"
        "</tool_call>",
        shell("ls"),
    ),
    Sample(
        "a call of GLM",
        "<tool_call>python\n<arg_key>code</arg_key>\n<arg_value>print(1)</arg_value>\n</tool_call>",
        python("print(1)"),
    ),
    Sample(
        "a call around a block",
        "<tool_call>\n```python\nprint(1)\n```\n</tool_call>",
        python("print(1)"),
    ),
    Sample(
        "Llama's tag, a call",
        '<|python_tag|>{"name": "python", "parameters": {"code": "x"}}',
        python("x"),
    ),
    Sample("Llama's tag, a method", '<|python_tag|>python.call(query="x")<|eom_id|>', python("x")),
    Sample(
        "Mistral, older",
        '[TOOL_CALLS][{"name": "python", "arguments": {"code": "x"}}]</s>',
        python("x"),
    ),
    Sample(
        "DeepSeek V3.1",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>python<｜tool▁sep｜>"
        '{"code": "x"}<｜tool▁call▁end｜>',
        python("x"),
    ),
    Sample(
        "a call of a shell as a list",
        '{"name": "shell", "arguments": {"command": ["bash", "-lc", "ls | wc"]}}',
        shell("ls | wc"),
    ),
    Sample(
        "half a surrogate pair",
        '{"name": "python", "arguments": {"code": "print(\'\\ud800\')"}}',
        python("print('\ufffd')"),
    ),
)
