"""Measures the finder on the database that DATABASE_URL names, which must be empty: quality, loading, speed at two sizes.

Speed is the time to find all that the page shows (`search.finder.find`), without its template. Beside it stands the stock way
on the same rows: Wagtail's `.search()` and `.facet()`, without topics, roadmaps, sections and excerpts, which they cannot give.
"""

import os
import random
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from io import StringIO
from itertools import pairwise
from statistics import quantiles
from time import perf_counter, process_time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from wagtail.search import index  # noqa: E402
from wagtail.search.backends import get_search_backend  # noqa: E402

from curriculum.models import Project, SpecSection  # noqa: E402
from search.bulk_loading import load_synthetic  # noqa: E402
from search.catalogue import current_catalogue  # noqa: E402
from search.finder import find  # noqa: E402
from search.language import stem  # noqa: E402
from search.matches import numbers_of_projects  # noqa: E402
from search.models import Entry, Part, Word  # noqa: E402
from search.quick import offer  # noqa: E402
from search.suggestions import correction  # noqa: E402

from . import learners  # noqa: E402
from .quality import quality, read_queries  # noqa: E402

LARGE = int(os.environ.get("BENCH_PROJECTS", "10000"))
SIZES = (LARGE // 10, LARGE)
ROUNDS = 60


def main() -> None:
    print(f"== {connection.vendor}")
    call_command("migrate", verbosity=0)
    started = perf_counter()
    call_command("import_curriculum", verbosity=0, stdout=StringIO())
    print(f"import of the curriculum: {perf_counter() - started:.1f} s")
    measure_quality()
    learners.measure()
    of_sizes = []
    for size in SIZES:
        load(size)
        of_sizes.append(measure_speed(size))
    print(
        f"whole page, words + level + topic, {SIZES[1]} against {SIZES[0]} projects: x {of_sizes[1] / of_sizes[0]:.1f}"
    )
    compare_with_stock(of_sizes[1])


def measure_quality() -> None:
    answers = [(judged, [result.place.slug for result in find(judged.parameters).results]) for judged in read_queries()]
    for name, held_out in (("tuned with", False), ("held out", True)):
        found = quality([answer for answer in answers if answer[0].held_out is held_out])
        print(
            f"quality, {name} ({found.queries} queries): success@1 {found.success_at_1:.3f}, "
            f"success@3 {found.success_at_3:.3f}, nDCG@10 {found.ndcg_at_10:.3f}"
        )


def load(size: int) -> None:
    missing = size - Project.objects.count()
    started, worked = perf_counter(), process_time()
    load_synthetic(missing)
    took = perf_counter() - started
    print(
        f"make_catalogue, {missing} projects: {missing / took:.0f} a second, {process_time() - worked:.0f} of {took:.0f} s in Python"
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert Entry.objects.count() == Project.objects.count()
    assert Part.objects.exclude(kind="").count() == SpecSection.objects.count()


def measure_speed(size: int) -> float:
    questions = draw_questions()
    current_catalogue()
    print(f"{size} projects, {len(current_catalogue().places)} of them public, {Word.objects.count()} words")
    page = {}
    for name, parameters in questions.items():
        page[name] = timed(f"  whole page, {name}", [lambda asked=asked: find(asked) for asked in parameters])
    request = RequestFactory().get("/search/quick/", HTTP_HOST="127.0.0.1")
    words = [asked["q"][0] for asked in questions["a word of 3 in 1,000"]]
    timed("  quick open, three letters", [lambda word=word: offer(word[:3], request) for word in words])
    timed("  quick open, two words", [lambda word=word: offer(f"{word} dep", request) for word in words])
    wrong = [word[:2] + word[3] + word[2] + word[4:] for word in words if len(word) > 4] + [
        f"{w[:3]}q{w[4:]}e" for w in words
    ]
    timed("  did you mean", [lambda word=word: correction(word) for word in wrong])
    asked = questions["a word of 30 in 100 + level + topic"][0]
    with CaptureQueriesContext(connection) as captured:
        find(asked)
    tracemalloc.start()
    find(asked)
    print(f"  queries {len(captured)}, peak memory of a request {tracemalloc.get_traced_memory()[1] / 1024:.0f} KiB")
    tracemalloc.stop()
    return page["a word of 30 in 100 + level + topic"]


def draw_questions() -> dict[str, list[dict[str, list[str]]]]:
    """Words by how many projects hold them, drawn anew for each size but alike."""
    chance = random.Random(7)  # noqa: S311
    catalogue = current_catalogue()
    total = len(catalogue.places)
    words = [word for word in Word.objects.order_by("pk").values_list("text", flat=True) if len(word) > 4]
    drawn = chance.sample(words, min(len(words), 3_000))
    share = {}
    for start in range(0, len(drawn), 100):
        some = drawn[start : start + 100]
        numbers = numbers_of_projects({frozenset({stem(word)}) for word in some})
        share |= {word: numbers[frozenset({stem(word)})] for word in some}
    rare = nearest(share, total * 0.003)
    common = nearest(share, total * 0.3)
    topics = [max(catalogue.carriers["topic"], key=lambda slug: catalogue.carriers["topic"][slug].bit_count())]
    filters = {"level": ["beginner", "advanced"], "topic": topics}
    return {
        "a word of 3 in 1,000": [{"q": [word]} for word in rare],
        "a word of 30 in 100": [{"q": [word]} for word in common],
        "two words of 30 in 100": [{"q": [f"{one} {other}"]} for one, other in pairwise(common)],
        "a word of 30 in 100 + level + topic": [{"q": [word], **filters} for word in common],
        "two words + level + topic": [
            {"q": [f"{one} {other}"], **filters} for one, other in zip(common, rare, strict=False)
        ],
        "level + topic": [filters],
    }


def nearest(numbers: dict[str, int], wanted: float) -> list[str]:
    return sorted(numbers, key=lambda word: abs(numbers[word] - wanted))[:20]


def compare_with_stock(ours: float) -> None:
    """The same rows in Wagtail's own index, with the words of the sections, which the finder keeps in tables of its own."""
    Project.section_words = lambda project: project.words_of_sections
    Project.search_fields = [
        *Project.search_fields,
        index.SearchField("section_words"),
        index.RelatedFields("topics", [index.FilterField("slug")]),
    ]
    backend = get_search_backend()
    started = perf_counter()
    ids = list(Project.objects.live().values_list("pk", flat=True))
    for first in range(0, len(ids), 200):
        projects = list(Project.objects.filter(pk__in=ids[first : first + 200]))
        texts: dict[int, list[str]] = {}
        for project_id, text in Part.objects.filter(project__in=projects).values_list("project_id", "text"):
            texts.setdefault(project_id, []).append(text)
        for project in projects:
            project.words_of_sections = " ".join(texts[project.pk])
        backend.add_bulk(Project, projects)
    print(f"stock index with the words of sections: {len(ids) / (perf_counter() - started):.0f} projects a second")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked = draw_questions()["a word of 30 in 100 + level + topic"]
    rounds = ROUNDS if connection.vendor == "postgresql" else 10
    stock = timed(
        "stock, a word of 30 in 100 + level + topic",
        [lambda q=question: stock_page(q["q"][0], q["level"], q["topic"]) for question in asked],
        rounds,
    )
    again = timed("finder, the same", [lambda q=question: find(q) for question in asked])
    print(f"finder against stock: x {stock / again:.1f} (p95; the first run of the finder: x {stock / ours:.1f})")


def stock_page(words: str, levels: Sequence[str], topics: Sequence[str]) -> None:
    live = Project.objects.live()
    by_level = live.filter(level__in=[1, 3])
    found = by_level.filter(topics__slug__in=topics).search(words)
    list(found[:20])
    found.count()
    live.filter(topics__slug__in=topics).search(words).facet("level_id")
    by_level.filter(topics__slug__in=topics).search(words).facet("hours")


def timed(name: str, calls: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> float:
    """Print the median and the 95th percentile of the calls in milliseconds, and return the latter."""
    calls[0]()
    took = []
    for number in range(max(rounds, len(calls))):
        started = perf_counter()
        calls[number % len(calls)]()
        took.append((perf_counter() - started) * 1000)
    cuts = quantiles(took, n=20)
    print(f"{name}: p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms", flush=True)
    return cuts[18]


if __name__ == "__main__":
    sys.exit(main())
