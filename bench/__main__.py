"""`make bench`: measures on SQLite and on a real PostgreSQL, each with a fresh database that is gone afterwards."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.with_postgresql import postgresql

# PGOPTIONS as in portal/wsgi.py, without the limit: loading takes longer.
SETTINGS = {"DJANGO_SETTINGS_MODULE": "bench.settings", "DEBUG": "1", "PGOPTIONS": "-c jit=off"}


def run(url: str) -> int:
    environment = os.environ | SETTINGS | {"DATABASE_URL": url}
    return subprocess.call([sys.executable, "-m", "bench.finder"], env=environment)


if __name__ == "__main__":
    with TemporaryDirectory(prefix="waymark-bench-") as folder:
        failed = run(f"sqlite:///{Path(folder, 'bench.sqlite3')}")
    with postgresql() as url:
        failed |= run(url)
    sys.exit(failed)
