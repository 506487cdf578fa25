"""Does every API, setting and command that a spec names exist? Runs where the specs' packages are installed.

Stands alone: that environment has none of the portal's packages. Reads the names.json that `packages.py` wrote.
"""

import ast
import importlib
import importlib.metadata
import json
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import celery.app.defaults
import django
from django.conf import global_settings

_DOTTED = re.compile(r"([a-z_]\w*(?:\.\w+)+)(?:\(.*\))?$")
_SETTING = re.compile(r"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b")
_PREFIX = re.compile(r"""["']([A-Z][A-Z0-9_]*_)["']""")
_UPPER = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
FILES = (
    ".py",
    ".toml",
    ".json",
    ".md",
    ".txt",
    ".html",
    ".css",
    ".js",
    ".ts",
    ".yml",
    ".yaml",
    ".ics",
    ".csv",
    ".pdf",
    ".svg",
)


def roots() -> set[str]:
    """The top-level modules of everything that is installed."""
    return {name for name, _ in importlib.metadata.packages_distributions().items() if not name.startswith("_")}


def exists(path: str) -> bool:
    """Is this a module, or something in one, or an attribute of that?"""
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        except Exception:  # needs configured settings, so it is there
            return True
        for name in parts[end:]:
            if not hasattr(found, name):
                return name in getattr(found, "__annotations__", {})
            found = getattr(found, name)
        return True
    return False


def settings_of_packages() -> tuple[set[str], set[str]]:
    """Every constant-like word in the sources of what is installed, and every prefix that one puts before its settings.

    A setting that none of them reads is invented.
    """
    words = {name for name in dir(global_settings) if name.isupper()}
    prefixes: set[str] = set()
    for folder in {Path(entry) for entry in sys.path if entry.endswith("site-packages")}:
        for file in folder.rglob("*.py"):
            source = file.read_text(errors="ignore")
            words.update(_UPPER.findall(source))
            prefixes.update(_PREFIX.findall(source))
    return words, prefixes


def commands_of_packages() -> set[str]:
    """Django's own management commands, and those of installed packages."""
    found: set[str] = set()
    for folder in {Path(entry) for entry in sys.path if entry.endswith("site-packages")}:
        for commands in folder.glob("**/management/commands"):
            found.update(module.name for module in pkgutil.iter_modules([str(commands)]))
    return found


def check(path: str, names: dict[str, list[str]], known: dict[str, set[str]]) -> Iterator[str]:
    """What a spec names and nobody has. `known` grows: what one spec declares or tells to write, later ones may use."""
    spans = [span.split(" ", 1) for span in names["spans"]]
    known["declared"] |= set(names["declared"])
    known["written"] |= {word for _line, span in spans for word in span.split() if word.isidentifier()}
    for line, span in spans:
        dotted = _DOTTED.fullmatch(span)
        if dotted and is_api(dotted[1], known["roots"]) and not exists(dotted[1]):
            yield f"{path}: line {line}: `{span}` does not exist in the packages of the specs."
        setting = _SETTING.match(span)
        if setting and not is_setting(setting[1], known):
            yield f"{path}: line {line}: nothing reads the setting `{setting[1]}`, and no spec declares it."
    for command in names["commands"]:
        if command not in known["commands"] | known["written"]:
            yield f"{path}: no package has the command `{command}`, and no text says that you write it."
    for code in names["python"]:
        yield from (
            f"{path}: `{name}` cannot be imported." for name in imported(code, known["roots"]) if not exists(name)
        )


def is_api(path: str, roots: set[str]) -> bool:
    """A dotted path into a package, and neither a file name nor the id of a system check such as daphne.E001."""
    return path.split(".")[0] in roots and not path.endswith(FILES) and not re.search(r"\.[EW]\d+$", path)


def is_setting(name: str, known: dict[str, set[str]]) -> bool:
    if name.startswith("YOUR_") or name in known["settings"] | known["declared"]:
        return True
    if any(name.startswith(prefix) and name.removeprefix(prefix) in known["settings"] for prefix in known["prefixes"]):
        return True
    return name.startswith("CELERY_") and name.removeprefix("CELERY_").lower() in known["celery"]


def imported(code: str, roots: set[str]) -> Iterator[str]:
    """What a snippet imports from packages."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in roots:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def main(source: Path) -> None:
    from django.conf import settings

    settings.configure(SECRET_KEY="only-here", INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"])  # noqa: S106
    django.setup()
    words, prefixes = settings_of_packages()
    known = {
        "roots": roots(),
        "settings": words,
        "prefixes": prefixes,
        "celery": {name for name, _option in celery.app.defaults.flatten(celery.app.defaults.NAMESPACES)},
        "commands": commands_of_packages(),
        "declared": set(),
        "written": set(),
    }
    names = json.loads(source.read_text())
    problems = [problem for path, of_spec in names.items() for problem in check(path, of_spec, known)]
    print("\n".join(problems))
    spans = sum(len(of_spec["spans"]) for of_spec in names.values())
    print(f"{len(names)} specs, {spans} code spans: {len(problems)} problems.")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
