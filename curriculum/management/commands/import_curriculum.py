from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from curriculum.import_report import Report
from curriculum.importer import import_curriculum

ACTIONS = ("create", "update", "unchanged", "refused")


class Command(BaseCommand):
    help = "Import topics, roadmaps and projects from their text files. Safe to repeat; a file with an error leaves no trace."

    def add_arguments(self, parser):
        parser.add_argument(
            "paths", nargs="*", type=Path, metavar="PATH", help="files and folders; without any, the content/ folder"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen to each item, and do nothing")
        parser.add_argument(
            "--overwrite-edits", action="store_true", help="also update what a mentor edited in the admin"
        )

    def handle(self, *, paths, dry_run, overwrite_edits, verbosity, **options):
        paths = paths or [settings.BASE_DIR / "content"]
        for path in paths:
            if not path.exists():
                raise CommandError(f"{path} does not exist. Give the path of a .md file or of a folder of them.")
        report = import_curriculum(paths=paths, overwrite_edits=overwrite_edits, dry_run=dry_run)
        self.print_report(report, dry_run=dry_run, every_item=dry_run or verbosity > 1)
        if report.errors:
            raise CommandError(f"{len(report.errors)} errors. The files they stand in were not imported.")

    def print_report(self, report: Report, *, dry_run: bool, every_item: bool):
        for outcome in report.outcomes:
            if every_item or outcome.action == "refused":
                reason = f": {outcome.reason}" if outcome.reason else ""
                self.stdout.write(f"{outcome.action:<10} {outcome.item}{reason}")
        for path, problem in report.problems:
            self.stderr.write(f"{path}: {problem}")
        counts = ", ".join(f"{report.count(action)} {action}" for action in ACTIONS)
        self.stdout.write(f"{'Dry run, nothing written' if dry_run else 'Imported'}: {counts}.")
