"""The portal's settings as the tests use them; run on SQLite, or on what DATABASE_URL names."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ["DEBUG"] = "1"
OWN_CHOICES = ["REDIS_URL", "EMAIL_URL", "ALLOWED_HOSTS", "DEMO_PASSWORD", "SITE_NAME", "PORT"]
for name in [*OWN_CHOICES, "GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"]:
    os.environ.pop(name, None)  # a developer's own choices must not decide what the tests see

from portal.settings import *  # noqa: E402, F403
from portal.settings import DATABASES, INSTALLED_APPS, LOGGING, MIDDLEWARE  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["tests.query_watch.raise_on_n_plus_one", *MIDDLEWARE]

uploads = TemporaryDirectory(prefix="waymark-media-")  # gone when the tests end
MEDIA_ROOT = Path(uploads.name)

# A real file: in memory, SQLite neither waits for a lock nor has a write-ahead log.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    database_folder = TemporaryDirectory(prefix="waymark-tests-")
    DATABASES["default"]["TEST"] = {"NAME": Path(database_folder.name, "test.sqlite3")}

# The real hashers are slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The browser's server runs in threads of the test process, which must let go of the database.
DATABASES["default"]["CONN_MAX_AGE"] = 0

# A failing test should show what went wrong, not each page that it made.
LOGGING["root"]["level"] = "WARNING"
