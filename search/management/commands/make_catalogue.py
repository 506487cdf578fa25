from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from curriculum.models import SkillLevel, Topic
from search.bulk_loading import load_synthetic


class Command(BaseCommand):
    help = "Add made-up roadmaps with so many projects of thirteen sections each, to see how the portal carries them."

    def add_arguments(self, parser):
        parser.add_argument("--projects", type=int, required=True, metavar="N", help="how many projects to add")
        parser.add_argument("--seed", type=int, default=1, help="another number draws other texts (default: 1)")

    def handle(self, *, projects, seed, verbosity, **options):
        if not settings.DEBUG:
            raise CommandError(
                "make_catalogue publishes made-up projects, so it runs only with DEBUG=1, on a database of its own."
            )
        if projects < 1:
            raise CommandError("--projects needs a number from 1.")
        if not (Topic.objects.exists() and SkillLevel.objects.exists()):
            raise CommandError(
                "There are no topics yet. Load them first: manage.py import_curriculum content/topics.toml"
            )
        started, made = monotonic(), 0

        def done(number):
            nonlocal made
            made += number
            if verbosity > 1:
                self.stdout.write(f"{made} of {projects}, {made / (monotonic() - started):.0f} a second")

        load_synthetic(projects, seed=seed, done=done)
        self.stdout.write(f"Made {made} projects, {made / (monotonic() - started):.0f} a second.")
