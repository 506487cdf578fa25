"""Do the packages that the specs name install together? And what of them is named: the input of `names.py`.

Run by `make verify`, on a machine that reaches a package index. Not part of the tests: the world outside changes by itself.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from curriculum.lint import Curriculum, Draft, load_curricula
from curriculum.lint.versions import added_requirements
from curriculum.sections import SECTIONS

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "content"
PYTHONS = ("3.13", "3.14")
_SPAN = re.compile(r"`([^`\n]+)`")
_DECLARED = re.compile(r"`([A-Z][A-Z0-9_]*)`:")
_ASSIGNED = re.compile(r"\b([A-Z][A-Z0-9_]{3,})(?:=|: |:-)")
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
_MANAGE = re.compile(r"manage\.py ([a-z_0-9]+)")


def resolve(name: str, requirements: list[str]) -> list[str]:
    """What these requirements install on the older Python; ends the program if they do not resolve on both."""
    resolved = []
    for python in reversed(PYTHONS):
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate"]
        done = subprocess.run(  # noqa: S603 (our own arguments)
            [*command, "--python-version", python, "-"],
            input="\n".join(requirements),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{name} does not resolve on Python {python}:\n{done.stderr}")
        resolved = done.stdout.splitlines()
    return resolved


def names_of(draft: Draft) -> dict[str, list[str]]:
    """Every code span of a spec with its line, what it declares, the management commands that it runs, and its Python."""
    spans: list[str] = []
    python: list[str] = []
    for kind in SECTIONS:
        for number, text in draft.prose_lines(kind.slug):
            spans += [f"{number} {span}" for span in _SPAN.findall(text)]
    commands = []
    for _section, language, code in draft.code:
        commands += _MANAGE.findall(code)
        python += [code] if language == "python" else []
    listed = [text for _number, text in draft.prose_lines("tools") if text.startswith("- `")]
    declared = [name for text in listed for name in _SPAN.findall(text.partition(":")[0]) + _DECLARED.findall(text)]
    declared += _ASSIGNED.findall("\n".join(code for _section, _language, code in draft.code))
    return {
        "declared": declared,
        "spans": spans,
        "commands": sorted({*commands, *_MANAGE.findall("\n".join(spans))}),
        "python": python,
    }


def requirements_of(drafts: tuple[Draft, ...]) -> Iterator[tuple[str, list[str]]]:
    """Each project with what it installs on top of all projects before it."""
    installed: list[str] = []
    for draft in drafts:
        installed = sorted({*installed, *added_requirements(draft)})
        yield draft.spec.title, installed


def main(target: Path) -> None:
    curriculum: Curriculum
    [curriculum] = load_curricula([CONTENT], CONTENT)
    for title, requirements in requirements_of(curriculum.drafts):
        packages = resolve(title, requirements)
        print(f"{title}: {len(requirements)} requirements, {len(packages)} packages, on Python {' and '.join(PYTHONS)}")
    target.mkdir(parents=True, exist_ok=True)
    (target / "requirements.txt").write_text("\n".join(packages) + "\n")
    names = {draft.path: names_of(draft) for draft in curriculum.drafts}
    # What the base guide and the facts declare holds for every spec.
    shared = [*_CAPITALS.findall("\n".join(curriculum.roadmap_lines)), *curriculum.facts.platform_variables]
    names[curriculum.drafts[0].path]["declared"] += shared
    (target / "names.json").write_text(json.dumps(names))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
