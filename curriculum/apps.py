from django.apps import AppConfig


class CurriculumConfig(AppConfig):
    name = "curriculum"

    def ready(self):
        from curriculum import indexing  # noqa: F401  its receivers keep the search index true
