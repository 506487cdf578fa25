import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import redis
from django.db import connections

from tests.with_postgresql import free_port, postgresql

CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # the tests may run as root, and open no page but ours
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser):
    parser.addoption("--database-only", action="store_true", help="leave out what the database makes no difference to")


def pytest_collection_modifyitems(config, items):
    """What touches no database cannot differ between two of them, and what a page looks like does not: the second run
    repeats neither. A browser takes its journeys on both.
    """
    if config.getoption("--database-only"):
        repeated = [item for item in items if _depends_on_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in repeated])
        items[:] = repeated


def _depends_on_database(item):
    if "browser" in item.fixturenames:
        return item.get_closest_marker("journey") is not None
    return item.get_closest_marker("django_db") is not None or bool(DATABASE_FIXTURES & set(item.fixturenames))


def pytest_itemcollected(item):
    """Give a test that really commits the rows of the migrations, which the one before it flushed."""
    mark = item.get_closest_marker("django_db")
    if "live_server" in item.fixturenames or (mark and mark.kwargs.get("transaction")):
        item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Keep the rows of the migrations where every connection finds them.

    Django keeps them on one connection, and gives this thread another one as soon as
    Playwright's event loop runs in it.
    """
    connection = connections["default"]
    if contents := getattr(connection, "_test_serialized_contents", None):
        type(connection)._test_serialized_contents = contents


def find_program(*names):
    """Return its path. On a developer's machine a missing one skips the test, in CI it fails."""
    for name in names:
        if path := shutil.which(name):
            return path
    missing = pytest.fail if os.environ.get("CI") else pytest.skip
    missing(f"This test needs {names[0]}, which is not installed.")


@contextmanager
def redis_server(*options):
    """Yield the URL of a real Redis server, and the process for a test that ends it."""
    program, port = find_program("redis-server"), free_port()
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", *options]
    process = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)
    try:
        wait_for_redis(port)
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.terminate()
        process.wait()


def wait_for_redis(port):
    client = redis.Redis(port=port)
    for _ in range(100):
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("redis-server did not start within 5 seconds.")


@pytest.fixture(scope="session")
def redis_url():
    """A real Redis server that all tests of a process share."""
    with redis_server() as (url, _):
        yield url


@pytest.fixture(scope="session")
def postgresql_url():
    """A real PostgreSQL server, whatever database the other tests use."""
    with postgresql() as url:
        yield url


@pytest.fixture
def run_django():
    """Run a command in a process of its own, with no other environment than the one given."""

    def run(*arguments, **environment):
        kept = {name: os.environ[name] for name in ["PATH", "HOME"] if name in os.environ}
        return subprocess.run(
            [sys.executable, *arguments],
            env=kept | {"DJANGO_SETTINGS_MODULE": "portal.settings"} | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Use the system's Chromium with a fresh profile.

    Playwright's synchronous interface keeps an event loop in this thread, where Django would
    refuse its database from then on.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {"executable_path": find_program(*CHROMIUM_NAMES), "args": CHROMIUM_ARGUMENTS}


@pytest.fixture
def page(page):
    page.set_default_timeout(10_000)  # every page is served by this machine
    return page
