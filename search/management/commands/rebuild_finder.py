from django.core.management.base import BaseCommand

from search.indexing import rebuild


class Command(BaseCommand):
    help = (
        "Write all that the finder knows anew. Only needed after rows were put into the database past Django, "
        "as by loaddata; publishing, moving and retagging need nothing."
    )

    def handle(self, **options):
        self.stdout.write(f"The finder holds {rebuild()} projects.")
