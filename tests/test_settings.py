import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import environment

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "SECRET_KEY": "VGhpcyBpcyA0NCBjaGFyYWN0ZXJzIGxvbmcsIGJ1dA==",  # 44 characters, as Render makes them
    "DATABASE_URL": "postgresql://portal:secret@database/portal",
    "RENDER_EXTERNAL_HOSTNAME": "waymark.onrender.com",
}
PRINT = "from django.conf import settings; print(settings.{})"


def read_database(env):
    return environment.database(env, sqlite_file=Path("never-made") / "db.sqlite3")


def read_mailers(env):
    return environment.mailers(env, debug=True)


@pytest.mark.parametrize(
    ("reader", "env", "cure"),
    [
        (environment.debug, {"DEBUG": "maybe"}, "DEBUG=1 or DEBUG=0"),
        (environment.allowed_hosts, {"ALLOWED_HOSTS": "https://example.org"}, "host names alone"),
        (environment.allowed_hosts, {"ALLOWED_HOSTS": "example.org www.example.org"}, "commas between"),
        (read_database, {"DATABASE_URL": "mysql://root@localhost/portal"}, "postgresql://user"),
        (read_database, {"DATABASE_URL": "postgresql://u:p@host"}, "postgresql://user"),
        (read_database, {"DATABASE_URL": "postgresql://u:pa/ss@host:5432/name"}, "Percent-encode"),
        (read_database, {"DATABASE_URL": "", "RENDER": "true"}, "Connect a PostgreSQL database"),
        (environment.caches, {"REDIS_URL": "localhost:6379"}, "redis://host:6379/0"),
        (environment.caches, {"REDIS_URL": "memcached://localhost"}, "redis://host:6379/0"),
        (read_mailers, {"EMAIL_URL": "mail.example.org"}, "smtp+tls://"),
        (environment.site_name, {"SITE_NAME": " "}, "Give the portal a name"),
        (environment.web_concurrency, {"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY=2"),
        (environment.web_concurrency, {"WEB_CONCURRENCY": "two"}, "WEB_CONCURRENCY=2"),
        (environment.port, {"PORT": "-1"}, "PORT=8000"),
        (environment.demo_password, {"DEMO_PASSWORD": "short"}, "Use a longer one"),
        (environment.github_app, {"GITHUB_CLIENT_ID": "Iv1"}, "Set both"),
        (environment.github_app, {"GITHUB_CLIENT_SECRET": "hidden"}, "remove both"),
        (environment.refuse_what_does_nothing, {"SENTRY_DSN": "https://x@y/1"}, "Remove SENTRY_DSN"),
        (environment.refuse_what_does_nothing, {"MEDIA_URL_S3": "s3://x"}, "Remove MEDIA_URL_S3"),
    ],
)
def test_a_wrong_variable_is_refused_with_its_name_and_the_cure(reader, env, cure):
    with pytest.raises(ImproperlyConfigured) as refusal:
        reader(env)
    assert str(refusal.value).startswith(next(iter(env)))
    assert cure in str(refusal.value)


@pytest.mark.parametrize("value", ["", "short", "a" * 50])
def test_a_production_without_a_good_secret_key_is_refused(value):
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY .* Make one: python -c"):
        environment.secret_key({"SECRET_KEY": value}, debug=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [("SECRET_KEY", ""), ("DEBUG", "maybe"), ("WEB_CONCURRENCY", "two"), ("DATABASE_URL", "mysql://h/n")],
)
def test_no_command_starts_with_a_wrong_variable(run_django, name, value):
    outcome = run_django("manage.py", "check", **PRODUCTION | {name: value})
    assert outcome.returncode != 0
    assert f"ImproperlyConfigured: {name} " in outcome.stderr


def test_nothing_is_needed_for_development():
    assert environment.secret_key({}, debug=True)
    assert environment.allowed_hosts({}) == ["127.0.0.1", "localhost", "[::1]"]
    assert environment.caches({})["default"]["BACKEND"].endswith("LocMemCache")
    assert read_mailers({})["default"]["BACKEND"].endswith("console.EmailBackend")


def test_render_names_one_more_host():
    env = {"ALLOWED_HOSTS": "learn.example.org", "RENDER_EXTERNAL_HOSTNAME": "waymark.onrender.com"}
    assert environment.allowed_hosts(env) == ["learn.example.org", "waymark.onrender.com"]
    assert environment.base_url(env, debug=False) == "https://learn.example.org"


def test_a_database_url_may_carry_an_encoded_password_and_options():
    url = "postgresql://portal:p%40ss@database:6543/portal?sslmode=require"
    config = read_database({"DATABASE_URL": url})
    assert (config["PASSWORD"], config["PORT"]) == ("p@ss", 6543)
    assert config["OPTIONS"] == {"connect_timeout": 2, "sslmode": "require"}


def test_a_mail_url_says_how_the_line_is_encrypted():
    url = "smtp+tls://me:p%40ss@mail.example.org"
    options = read_mailers({"EMAIL_URL": url})["default"]["OPTIONS"]
    assert options["use_tls"] is True
    assert (options["port"], options["password"]) == (587, "p@ss")
    assert environment.mail_sender({"EMAIL_URL": "smtp://mail?from=a@example.org"}) == "a@example.org"


def test_a_production_without_a_mail_server_keeps_password_links_out_of_its_log(run_django):
    ask = (
        "import django; django.setup(); from django.core.mail import send_mail\n"
        "send_mail('Reset', 'a-secret-link', None, ['learner@example.org'])"
    )
    outcome = run_django("-c", ask, **PRODUCTION)
    assert "not sent, because EMAIL_URL is not set: 'Reset'" in outcome.stdout
    assert "a-secret-link" not in outcome.stdout + outcome.stderr


def test_a_production_passes_every_deployment_check(run_django):
    outcome = run_django("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert outcome.returncode == 0, outcome.stderr
    assert "no issues" in outcome.stdout


def test_sqlite_waits_for_its_lock_and_writes_ahead(run_django, tmp_path):
    database = f"sqlite:///{tmp_path}/db.sqlite3"
    ask = (
        "import django; django.setup(); from django.db import connection as c\n"
        "for p in ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout']:\n"
        "    print(c.cursor().execute(f'PRAGMA {p}').fetchone()[0])\n"
        "print(c.transaction_mode)"
    )
    outcome = run_django("-c", ask, **PRODUCTION | {"DATABASE_URL": database})
    assert outcome.stdout.split() == ["wal", "1", "1", "20000", "IMMEDIATE"], outcome.stderr


def test_only_pages_have_a_time_limit_in_the_database(run_django, postgresql_url):
    ask = (
        "import django; django.setup(); {serve}; from django.db import connection as c\n"
        "print(c.cursor().execute('SHOW statement_timeout').fetchone()[0])"
    )
    env = PRODUCTION | {"DATABASE_URL": postgresql_url}
    assert run_django("-c", ask.format(serve="import portal.wsgi"), **env).stdout.strip() == "5s"
    assert run_django("-c", ask.format(serve="pass"), **env).stdout.strip() == "0"


def test_every_variable_is_described_for_operators():
    described = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    assert described == list(environment.VARIABLES)


def test_every_variable_that_is_read_is_listed():
    source = (ROOT / "portal" / "environment.py").read_text()
    read = set(re.findall(r"""env(?:\.get\(|, )"([A-Z_]+)\"""", source)) - {"RENDER"}
    assert read == set(environment.VARIABLES)


@pytest.mark.django_db
def test_the_admin_alone_may_hold_inline_scripts(client):
    public = client.get("/no-such-page/")["Content-Security-Policy"]
    assert "default-src 'self'" in public
    assert "unsafe-inline" not in public
    assert "script-src 'self' 'unsafe-inline'" in client.get("/admin/")["Content-Security-Policy"]
