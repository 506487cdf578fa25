"""What machines ask: does this process live, and may it be sent visitors?"""

import functools
import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


class NotReady(Exception):
    """A dependency answered, but not as a portal in service needs it."""


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Say that the process answers.

    It asks nothing of the database: the platform restarts what fails here, and a restart mends
    no database.
    """
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    checks = {name: outcome(check) for name, check in CHECKS.items()}
    is_ready = set(checks.values()) == {"ok"}
    body = {"status": "ok" if is_ready else "unavailable", "checks": checks}
    return JsonResponse(body, status=200 if is_ready else 503)


def outcome(check: Callable[[], None]) -> str:
    """Return "ok" or what is wrong, without the addresses that a driver's message holds."""
    try:
        check()
    except NotReady as error:
        return str(error)
    except Exception as error:  # whatever a driver raises, the answer is a 503 with a body
        logger.warning("not ready: %s", error)
        return f"unreachable ({type(error).__name__})"
    return "ok"


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations() -> None:
    applied = MigrationRecorder(connection).applied_migrations()
    if missing := migrations_on_disk() - applied.keys():
        raise NotReady(f"{len(missing)} unapplied")


@functools.cache
def migrations_on_disk() -> frozenset[tuple[str, str]]:
    """The (app, name) of every migration; they cannot change while the process runs."""
    return frozenset(MigrationLoader(None).graph.nodes)


def check_cache() -> None:
    cache.set("readyz", "ok", timeout=5)
    if cache.get("readyz") != "ok":
        raise NotReady("does not keep what is put in")


CHECKS = {"database": check_database, "migrations": check_migrations, "cache": check_cache}
