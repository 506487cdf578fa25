"""What the environment asks for, checked before anything starts.

Whoever sees one of these messages is looking at a terminal or a deploy log, not at this file:
so each names its variable and the cure.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

type Environment = Mapping[str, str]

# name -> what it decides; docs/operations.md describes each, and a test compares the two.
VARIABLES = {
    "DATABASE_URL": "the database; SQLite in var/ without it",
    "REDIS_URL": "a cache that all instances share; one inside each process without it",
    "SECRET_KEY": "signs sessions and links; required unless DEBUG is on",
    "DEBUG": "error pages with source code, for development",
    "ALLOWED_HOSTS": "the host names that the portal answers to",
    "EMAIL_URL": "the mail server; without it no mail is sent, and the log says so",
    "SITE_NAME": "the name in titles, headers and mail",
    "WEB_CONCURRENCY": "worker processes of the web server",
    "PORT": "the port of the web server",
    "RENDER_EXTERNAL_HOSTNAME": "set by Render: one more host name to answer to",
    "DEMO_PASSWORD": "the password of the demo people, instead of the one that everybody knows",
    "GITHUB_CLIENT_ID": "sign-in with GitHub, together with the secret; off without both",
    "GITHUB_CLIENT_SECRET": "the secret of the same OAuth app at GitHub",
}

# Planned, not built: to accept them silently would promise media storage and error reports.
NOT_YET = ["MEDIA_URL_S3", "SENTRY_DSN"]

DEVELOPMENT_KEY = "a fixed key for development, where sessions should outlive a restart"
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
MAIL_SECURITY = {"smtp": {}, "smtp+tls": {"use_tls": True}, "smtps": {"use_ssl": True}}
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000"


def refuse(name: str, problem: str, cure: str) -> NoReturn:
    raise ImproperlyConfigured(f"{name} {problem}. {cure}")


def refuse_what_does_nothing(env: Environment) -> None:
    for name in NOT_YET:
        if env.get(name):
            refuse(name, "is not supported by this version", f"Remove {name} from the environment.")


def debug(env: Environment) -> bool:
    value = env.get("DEBUG", "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    refuse("DEBUG", f"is {value!r}, which is neither yes nor no", "Use DEBUG=1 or DEBUG=0.")


def secret_key(env: Environment, *, debug: bool) -> str:
    """Derive the key, because a platform's generated value can be shorter than Django asks for."""
    value = env.get("SECRET_KEY", "")
    if not value and debug:
        return DEVELOPMENT_KEY
    make_one = """Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"."""
    if not value:
        refuse("SECRET_KEY", "is missing and DEBUG is off", make_one)
    if len(value) < 32 or len(set(value)) < 10:
        refuse("SECRET_KEY", "is too easy to guess: it needs 32 varied characters", make_one)
    return hashlib.sha512(value.encode()).hexdigest()


def allowed_hosts(env: Environment) -> list[str]:
    hosts = [host.strip() for host in env.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    for host in hosts:
        if "/" in host or any(space in host for space in " ;"):
            refuse(
                "ALLOWED_HOSTS",
                f"holds {host!r}, which is not a host name",
                "Give host names alone, with commas between: ALLOWED_HOSTS=example.org,www.example.org.",
            )
    if render_host := env.get("RENDER_EXTERNAL_HOSTNAME", "").strip():
        hosts.append(render_host)
    return hosts or LOCAL_HOSTS


def base_url(env: Environment, *, debug: bool) -> str:
    """Where mail and the admin link to: the first host that has a name of its own."""
    if debug:
        return f"http://127.0.0.1:{port(env)}"
    return "https://" + allowed_hosts(env)[0].lstrip("*.")


def database(env: Environment, *, sqlite_file: Path) -> dict[str, Any]:
    url = env.get("DATABASE_URL", "")
    if not url:
        return local_database(env, sqlite_file)
    cure = "Use postgresql://user:password@host:5432/name, or sqlite:////folder/file.sqlite3."
    scheme = split_url("DATABASE_URL", url, cure).scheme
    if scheme not in {"postgres", "postgresql", "sqlite"}:
        refuse("DATABASE_URL", f"has the scheme {scheme!r}", cure)
    config: dict[str, Any] = environ.Env.db_url_config(url)
    if not config["NAME"]:
        refuse("DATABASE_URL", "names no database", cure)
    options = sqlite_options() if scheme == "sqlite" else {"connect_timeout": 2}
    # A connection outlives its request, and is tried before it is used again.
    kept = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return config | kept | {"OPTIONS": options | config.get("OPTIONS", {})}


def local_database(env: Environment, sqlite_file: Path) -> dict[str, Any]:
    if env.get("RENDER"):  # a file in a container of Render is gone with the next deploy
        refuse("DATABASE_URL", "is missing", "Connect a PostgreSQL database to this service.")
    sqlite_file.parent.mkdir(exist_ok=True)
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": sqlite_file, "OPTIONS": sqlite_options()}


def sqlite_options() -> dict[str, Any]:
    # IMMEDIATE: a transaction that turns from reading to writing would fail at once instead of waiting.
    return {"init_command": SQLITE_PRAGMAS, "transaction_mode": "IMMEDIATE", "timeout": 20}


def caches(env: Environment) -> dict[str, Any]:
    url = env.get("REDIS_URL", "")
    if not url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cure = "Use redis://host:6379/0, or rediss:// for TLS."
    parts = split_url("REDIS_URL", url, cure)
    if parts.scheme not in {"redis", "rediss"} or not parts.hostname:
        refuse("REDIS_URL", "is not the address of a Redis server", cure)
    # A cache that does not answer at once is worth less than no cache.
    options = {"socket_connect_timeout": 1, "socket_timeout": 1}
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "OPTIONS": options,
        }
    }


def mailers(env: Environment, *, debug: bool) -> dict[str, Any]:
    url = env.get("EMAIL_URL", "")
    if not url:
        without = "django.core.mail.backends.console" if debug else "portal.unsent_mail"
        return {"default": {"BACKEND": f"{without}.EmailBackend"}}
    cure = "Use smtp+tls://user:password@host:587 (STARTTLS), smtps://...:465 or smtp://...:25."
    parts = split_url("EMAIL_URL", url, cure)
    if parts.scheme not in MAIL_SECURITY or not parts.hostname:
        refuse("EMAIL_URL", "is not the address of a mail server", cure)
    options = {
        "host": parts.hostname,
        "port": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "timeout": 10,
        **MAIL_SECURITY[parts.scheme],
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def mail_sender(env: Environment) -> str:
    """`EMAIL_URL=...?from=portal@example.org` names the sender."""
    named = parse_qs(urlsplit(env.get("EMAIL_URL", "")).query).get("from")
    return named[0] if named else f"no-reply@{allowed_hosts(env)[0].lstrip('*.')}"


def site_name(env: Environment) -> str:
    name = env.get("SITE_NAME", "Waymark").strip()
    if not name:
        refuse("SITE_NAME", "is empty", "Give the portal a name, or remove SITE_NAME for the default.")
    return name


def web_concurrency(env: Environment) -> int:
    return positive_integer(env, "WEB_CONCURRENCY", default=2)


def port(env: Environment) -> int:
    return positive_integer(env, "PORT", default=8000)


def demo_password(env: Environment) -> str:
    password = env.get("DEMO_PASSWORD", "")
    if password and len(password) < 8:
        refuse("DEMO_PASSWORD", "has fewer than 8 characters", "Use a longer one, or remove DEMO_PASSWORD.")
    return password


def github_app(env: Environment) -> dict[str, str] | None:
    """The OAuth app that signs people in with GitHub, as allauth takes it."""
    client_id, secret = env.get("GITHUB_CLIENT_ID", "").strip(), env.get("GITHUB_CLIENT_SECRET", "").strip()
    cure = "Set both, from the same OAuth app at GitHub, or remove both."
    if client_id and not secret:
        refuse("GITHUB_CLIENT_ID", "is set without GITHUB_CLIENT_SECRET", cure)
    if secret and not client_id:
        refuse("GITHUB_CLIENT_SECRET", "is set without GITHUB_CLIENT_ID", cure)
    return {"client_id": client_id, "secret": secret} if client_id else None


def positive_integer(env: Environment, name: str, *, default: int) -> int:
    value = env.get(name, "").strip() or str(default)
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        refuse(name, f"is {value!r}, not a positive whole number", f"Use {name}={default}, for example.")
    return int(value)


def split_url(name: str, url: str, cure: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  reading it is what checks it
    except ValueError as error:
        refuse(name, f"cannot be read ({error})", f"{cure} Percent-encode / ? # [ ] @ in a password.")
    return parts
