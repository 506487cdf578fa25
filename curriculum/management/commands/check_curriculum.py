import json
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from curriculum.coverage import coverage_markdown
from curriculum.lint import RULES, Curriculum, Finding, find_faults, load_curricula


class Command(BaseCommand):
    help = "Hold the text files of a curriculum to the rules of a good spec. Exits with 1 if an error is found."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "paths",
            nargs="*",
            type=Path,
            metavar="PATH",
            help="files and folders; of a file, only its own faults are shown; without any, the content/ folder",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text", help="json is for machines")
        parser.add_argument(
            "--coverage", action="store_true", help="print which project teaches which topic, and check nothing"
        )
        parser.add_argument("--rules", action="store_true", help="list the rules, and check nothing")

    def handle(self, *, paths, format, coverage, rules, **options):
        if rules:
            self.list_rules()
            return
        content = settings.BASE_DIR / "content"
        paths = paths or [content]
        for path in paths:
            if not path.exists():
                raise CommandError(f"{path} does not exist. Give the path of a .md file or of a folder of them.")
        try:
            curricula = load_curricula(paths, content)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        if not any(curriculum.drafts for curriculum in curricula):
            raise CommandError("No specs were found. They are files such as content/<roadmap>/01-<project>.md.")
        if coverage:
            for curriculum in curricula:
                self.stdout.write(coverage_markdown(topics_by_project(curriculum)), ending="")
            return
        shown = [finding for curriculum in curricula for finding in find_faults(curriculum) if is_asked(finding, paths)]
        errors = sum(finding.severity == "error" for finding in shown)
        if format == "json":
            self.stdout.write(
                json.dumps({"findings": [asdict(finding) for finding in shown]}, indent=1, ensure_ascii=False)
            )
        else:
            for finding in shown:
                self.stdout.write(str(finding))
            projects = sum(len(curriculum.drafts) for curriculum in curricula)
            self.stdout.write(
                f"{len(RULES)} rules, {projects} projects: {errors} errors, {len(shown) - errors} warnings."
            )
        if errors:
            raise CommandError(f"{errors} errors. Each names its line and its cure.", returncode=1)

    def list_rules(self):
        for rule in RULES.values():
            self.stdout.write(f"| `{rule.id}` | {rule.severity} | {rule.asks} | {rule.mend} |")


def topics_by_project(curriculum: Curriculum) -> list[tuple[str, list[str]]]:
    names = {slug: topic.name for slug, topic in curriculum.topics.items()}
    return [(draft.spec.title, [names.get(slug, slug) for slug in draft.spec.topics]) for draft in curriculum.drafts]


def is_asked(finding: Finding, paths: list[Path]) -> bool:
    """Is it about one of these files, or about a file in one of these folders?"""
    place = Path(finding.path).resolve()
    return any(place == path.resolve() or path.resolve() in place.parents for path in paths)
