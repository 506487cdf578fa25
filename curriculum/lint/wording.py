"""Does it read well, and will it still be true next year?"""

import re
from collections.abc import Iterator

from ..sections import SECTIONS
from ..spec_text.inline import inline_text
from .draft import Curriculum, Draft, count_words
from .rules import Fault, project_rule, rule

LONGEST_SENTENCE = 30
FILLERS = re.compile(
    r"\b(?:simply|just|easy|easily|obviously|of course|basically|actually|really|very|in order to|leverages?|utili[sz]es?"
    r"|seamless(?:ly)?|robust|powerful|cutting-edge|world-class|state-of-the-art)\b",
    re.IGNORECASE,
)
UNDATED = re.compile(
    r"\b(?:currently|nowadays|at the moment|these days|as of now|at present|latest|recently)\b", re.IGNORECASE
)
_CODE = re.compile(r"`[^`]*`|\]\([^)]*\)")  # and addresses
_LIMIT = re.compile(
    r"\bfree\b[^.;]*?\b\d[\d,.]*\s*(?:hours?|days?|GB|MB|minutes|requests|commands|e-mails?|emails?|builds?|months?)\b"
    r"|[$€]\s?\d|\b\d+\s?(?:EUR|USD|dollars|euros)\s+(?:a|per)\s+month",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"^(?:\s*(?:- |\d+\. )(?:\[[ x]\] )?|#+ |> )|\*(?:Covers|Measured by|Instead of|Alternative|Done when):\*"
)
_HEAD = re.compile(r"^(?:\*\*[A-Z]+-\d+\*\*\s*)?(?:\((?:must|should|could|[\d.]+ (?:h|points?))\)\s*)?")
_SENTENCE_END = re.compile(r"(?<=[.!?:;])[\"”’)*]*\s+")


def sentences(text: str) -> list[str]:
    """The sentences of a line of the text form. A mark such as *Covers:*, a colon and a semicolon end one, too."""
    found = []
    for part in _MARKS.split(text):
        part = _HEAD.sub("", part.strip())
        found += [sentence.strip() for sentence in _SENTENCE_END.split(inline_text(part)) if sentence.strip()]
    return found


@project_rule(
    "sentence-length",
    "warning",
    f"A sentence has at most {LONGEST_SENTENCE} words.",
    "Make two of it.",
)
def sentence_length(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for kind in SECTIONS:
        for _number, text in draft.prose_lines(kind.slug):
            for sentence in sentences(text):
                if (found := count_words(sentence)) > LONGEST_SENTENCE:
                    yield kind.slug, text, f"A sentence has {found} words: “{sentence[:60]}…”."


def _unwanted(draft: Draft, words: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """Section, line and word of each line that holds such a word outside code."""
    for kind in SECTIONS:
        for _number, text in draft.prose_lines(kind.slug):
            if found := words.search(_CODE.sub("", text)):
                yield kind.slug, text, found[0]


@project_rule(
    "filler",
    "warning",
    "No filler: a word that adds nothing, or tells the learner how to feel.",
    "Leave it out, or write the fact.",
)
def filler(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for kind, text, word in _unwanted(draft, FILLERS):
        yield kind, text, f"“{word}” is filler."


@project_rule(
    "undated",
    "warning",
    "No word that is true on one day only.",
    "Name the version or the date.",
)
def undated(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for kind, text, word in _unwanted(draft, UNDATED):
        yield kind, text, f"“{word}” will not be true for long."


@project_rule(
    "limit-in-prose",
    "warning",
    "Limits and prices of a platform stand in platform-facts.toml, not in a spec.",
    "Move the number there: the portal shows it, with its date, beside the service.",
)
def limit_in_prose(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for kind in ("stack", "tools", "deployment"):
        for _number, text in draft.prose_lines(kind):
            if found := _LIMIT.search(text):
                yield kind, text, f"“{found[0]}” is a limit or a price."


@rule(
    "roadmap-wording",
    "warning",
    f"The roadmap's own text keeps to the same words: sentences of at most {LONGEST_SENTENCE} words, no filler, nothing undated.",
    "Make two of a long sentence; leave out the filler; name the date.",
)
def roadmap_wording(curriculum: Curriculum) -> Iterator[Fault]:
    fenced = False
    for number, text in enumerate(curriculum.roadmap_lines, start=1):
        if text.startswith("```"):
            fenced = not fenced
        if fenced or text.startswith("```"):
            continue
        for sentence in sentences(text):
            if (found := count_words(sentence)) > LONGEST_SENTENCE:
                yield Fault(f"A sentence has {found} words: “{sentence[:60]}…”.", curriculum.roadmap_path, number)
        for words in (FILLERS, UNDATED):
            if match := words.search(_CODE.sub("", text)):
                yield Fault(f"“{match[0]}” is filler or undated.", curriculum.roadmap_path, number)
