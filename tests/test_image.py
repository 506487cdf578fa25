"""What the image and its web server rely on; deploy/build-image builds and tries the whole."""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml
from django.contrib.staticfiles import finders

from tests.with_postgresql import free_port

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {"SECRET_KEY": "VGhpcyBpcyA0NCBjaGFyYWN0ZXJzIGxvbmcsIGJ1dA=="}


def instruction(name):
    """Return the last one of that name in the Dockerfile: the one that the image keeps."""
    return re.findall(rf"^{name} (.+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[-1]


def included_paths():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return {line[1:] for line in lines if line.startswith("!")}


def test_the_image_runs_gunicorn_itself_and_not_as_root():
    assert json.loads(instruction("CMD"))[0] == "gunicorn"
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", instruction("USER"))


def test_the_image_holds_every_app_of_ours_and_every_script_of_render(settings):
    ours = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    services = yaml.safe_load((ROOT / "render.yaml").read_text())["services"]
    commands = [s[field] for s in services for field in ["preDeployCommand", "dockerCommand"] if field in s]
    assert ours
    assert ours | {command.split()[1] for command in commands} <= included_paths()


def test_every_static_file_that_a_stylesheet_names_exists(run_django, tmp_path):
    collect = (
        "from django.conf import settings; import django\n"
        "settings.STORAGES['staticfiles'] = {'BACKEND': 'django.contrib.staticfiles.storage.ManifestStaticFilesStorage'}\n"
        f"settings.STATIC_ROOT = {str(tmp_path)!r}; django.setup()\n"
        "from django.core.management import call_command; call_command('collectstatic', interactive=False, verbosity=0)"
    )
    outcome = run_django("-c", collect, DATABASE_URL="sqlite:///:memory:", **PRODUCTION)
    assert outcome.returncode == 0, outcome.stderr
    assert (tmp_path / "staticfiles.json").exists()


def test_every_static_file_that_a_template_names_exists():
    # In production a page that names another one answers 500.
    names = set()
    for template in (ROOT / "templates").rglob("*.html"):
        names |= set(re.findall(r"""{% static ["']([^"']+)["']""", template.read_text()))
    assert names
    assert [name for name in sorted(names) if not finders.find(name)] == []


@pytest.fixture
def gunicorn(tmp_path):
    """The web server as the image starts it; yields its process and address."""
    port = free_port()
    command = [sys.executable, "-m", *json.loads(instruction("CMD"))]
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "PORT": str(port), "WEB_CONCURRENCY": "2"}
    process = subprocess.Popen(command, env=PRODUCTION | environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    yield process, f"http://127.0.0.1:{port}"
    process.kill()
    process.communicate()


def wait_for(url):
    for _ in range(200):
        try:
            return urlopen(url, timeout=5).status
        except OSError:  # refused, or too slow while the machine is busy
            time.sleep(0.05)
    return None


def test_the_web_server_answers_and_ends_with_the_signal_of_the_platform(gunicorn):
    process, address = gunicorn
    assert wait_for(f"{address}/healthz/") == 200
    process.send_signal(signal.SIGTERM)
    log, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert '"GET /healthz/ HTTP/1.1" 200' in log
