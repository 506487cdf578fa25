import re

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

from portal.environment import caches
from tests.conftest import redis_server
from tests.with_postgresql import free_port

READY = {"database": "ok", "migrations": "ok", "cache": "ok"}
# Asked in a process of its own, so that its database and cache are truly the broken ones.
ASK = """
import django; django.setup()
from django.test import Client
for path in ["/healthz/", "/readyz/"]:
    answer = Client().get(path, headers={"host": "localhost"})
    print("answer", answer.status_code, answer.content.decode())
"""


def test_liveness_asks_nothing_of_the_database_and_sets_no_cookie(client, django_assert_num_queries):
    # Without the django_db mark, pytest-django refuses any access to the database.
    answer = client.get("/healthz/")
    assert answer.json() == {"status": "ok"}
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_portal_with_all_it_needs_is_ready(client):
    answer = client.get("/readyz/")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "checks": READY}


@pytest.mark.django_db
def test_a_missing_migration_makes_it_not_ready(client):
    MigrationRecorder(connection).record_unapplied("learners", "0001_initial")
    answer = client.get("/readyz/")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "checks": READY | {"migrations": "1 unapplied"}}


@pytest.mark.django_db
def test_a_redis_server_that_ends_makes_it_not_ready(client):
    with redis_server() as (url, process), override_settings(CACHES=caches({"REDIS_URL": url})):
        assert client.get("/readyz/").json()["checks"] == READY
        process.terminate()
        process.wait()
        answer = client.get("/readyz/")
    assert answer.status_code == 503
    assert answer.json()["checks"] == READY | {"cache": "unreachable (ConnectionError)"}


@pytest.mark.django_db
def test_a_full_redis_server_makes_it_not_ready(client):
    with redis_server("--maxmemory", "1") as (url, _), override_settings(CACHES=caches({"REDIS_URL": url})):
        assert client.get("/readyz/").json()["checks"]["cache"].startswith("unreachable")


def test_a_process_without_its_database_lives_but_is_not_ready(run_django):
    outcome = run_django(
        "-c", ASK, DEBUG="1", DATABASE_URL=f"postgresql://portal:secret@127.0.0.1:{free_port()}/portal"
    )
    live, ready = re.findall("^answer (.*)", outcome.stdout, re.MULTILINE)
    assert live == '200 {"status": "ok"}'
    assert ready.startswith("503 ")
    assert '"database": "unreachable (OperationalError)"' in ready
    assert "secret" not in outcome.stdout


def test_health_answers_over_plain_http_in_production_and_pages_do_not(run_django):
    ask = ASK.replace('"/readyz/"', '"/"')
    outcome = run_django("-c", ask, SECRET_KEY="0123456789" * 5, DATABASE_URL="sqlite:///:memory:")
    live, page = re.findall("^answer (.*)", outcome.stdout, re.MULTILINE)
    assert live.startswith("200")
    assert page.startswith("301")
