"""Can a learner run what stands there, see that it worked, and get back?"""

import re
from collections.abc import Iterator

from .draft import Curriculum, Draft, count_words
from .rules import project_rule

LONGEST_SNIPPET = 15
LARGEST_SHARE = 0.12
_PROMPT = re.compile(r"^\s*(?:\$|>>>|%|PS [A-Z]:\\.*>|\w+@[\w-]+[:~].*[$#]) ", re.MULTILINE)
_ELLIPSIS = re.compile(r"…|(?<![\w.])\.\.\.(?![\w.])")
SECRETS = re.compile(
    r"\b(?:sk_live_|rk_live_|pk_live_)\w{8,}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}|\bxox[abprs]-[\w-]{10,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[\w-]{20,}\.[\w-]{20,}|\bsk-(?:proj-|ant-)?\w{20,}"
    r"|\b(?:SECRET_KEY|PASSWORD|TOKEN|API_KEY)=(?!(?:change-me|CHANGE_ME|YOUR_|\$|\{|\"\$|<))['\"]?[A-Za-z0-9+/_-]{24,}"
)


@project_rule(
    "step-complete",
    "error",
    "A step says what it does, the command, how to check it, and what to do if it fails.",
    "Fill in what is missing: a line above the command, `**Check:**`, `**If it fails:**`.",
)
def step_complete(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for number, step in enumerate(draft.steps, start=1):
        parts = {"reason": step.why, "command": step.command, "check": step.check, "way out": step.if_it_fails}
        lacking = [name for name, text in parts.items() if not text.strip()]
        if lacking:
            yield "deployment", f"Step {number}:", f"Step {number}, “{step.title}”, has no {' and no '.join(lacking)}."


@project_rule(
    "rollback",
    "error",
    "What is deployed can be rolled back, and taken down.",
    "Write a step “Roll back” and a step “Tear down”.",
)
def rollback(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    titles = " / ".join(step.title.lower() for step in draft.steps)
    for name in ("roll back", "tear down"):
        if name not in titles:
            yield "deployment", "", f"No step is called “{name.capitalize()}”."


@project_rule(
    "snippet-clean",
    "error",
    "A command can be copied as it stands: no prompt, nothing left out.",
    "Remove the prompt; write the whole line, with words in capitals for what a learner fills in.",
)
def snippet_clean(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for kind, language, code in draft.code:
        if found := _PROMPT.search(code):
            yield kind, found[0].strip("\n"), f"The {language} snippet holds a prompt: “{found[0].strip()}”."
        if found := _ELLIPSIS.search(code):
            line = code[: found.start()].count("\n")
            yield kind, code.splitlines()[line], f"The {language} snippet leaves something out."


@project_rule(
    "snippet-size",
    "error",
    f"A snippet has at most {LONGEST_SNIPPET} lines, and all of them {LARGEST_SHARE:.0%} of the words: a spec is no solution.",
    "Say what to build, and leave the code to the learner.",
)
def snippet_size(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for kind, _language, code in draft.code:
        if (lines := len(code.splitlines())) > LONGEST_SNIPPET:
            yield kind, code, f"This snippet has {lines} lines."
    share = sum(count_words(code) for _kind, _language, code in draft.code) / max(draft.words, 1)
    if share > LARGEST_SHARE:
        yield "", "", f"Snippets make up {share:.0%} of the text."


@project_rule(
    "secret",
    "error",
    "Nothing that looks like a real secret stands in a spec.",
    "Write `change-me` or a word in capitals.",
)
def secret(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for section in draft.spec.sections:
        for _number, text in draft.section_lines(section.kind):
            if found := SECRETS.search(text):
                yield section.kind, text, f"“{found[0][:12]}…” looks like a secret."
