"""How gunicorn serves the portal: `gunicorn --config portal/gunicorn.conf.py portal.wsgi`."""

import os

from portal import environment
from portal.hidden_tokens import hide_tokens

bind = f"0.0.0.0:{environment.port(os.environ)}"
workers = environment.web_concurrency(os.environ)
worker_class = "gthread"
threads = 4
preload_app = True  # the portal is loaded once, and a worker that dies is replaced at once
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  a disk may block
timeout = 30
graceful_timeout = 50  # below maxShutdownDelaySeconds in render.yaml
accesslog = "-"
control_socket_disable = True


def on_starting(server):
    server.log.access_log.addFilter(hide_tokens)
