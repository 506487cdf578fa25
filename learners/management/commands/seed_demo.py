from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from learners.demo_people import DEVELOPMENT_PASSWORD, seed_demo_people


class Command(BaseCommand):
    help = (
        "Make the demo people: admin, reviewer, mentor and learner @example.com. They get DEMO_PASSWORD, or else "
        f"{DEVELOPMENT_PASSWORD}; a password that somebody changed stays, unless DEMO_PASSWORD is given."
    )

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError(
                "seed_demo makes accounts with a password that everybody knows, so it runs only with DEBUG=1. "
                "For a portal in use, make your own account: manage.py createsuperuser"
            )
        password = settings.DEMO_PASSWORD
        for person, fits in seed_demo_people(password=password):
            shown = (password or DEVELOPMENT_PASSWORD) if fits else "(changed; DEMO_PASSWORD sets it anew)"
            self.stdout.write(f"  {person.email:<22} {shown:<16} {person.may}")
