"""Run an image with nothing but DATABASE_URL and SECRET_KEY, and ask it for its pages.

python deploy/try_image.py waymark
"""

import json
import re
import secrets
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.with_postgresql import free_port, postgresql

# name: a program that must fail inside the image
LEFT_OUT = {"pip": "python -m pip --version", "a compiler": "cc --version", "git": "git --version"}


class Stay(HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def redirect_request(self, *arguments):
        return None


def buildah(*arguments):
    outcome = subprocess.run(["buildah", *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return outcome.stdout.strip()


@contextmanager
def container_of(image, **environment):
    container = buildah("from", "--pull-never", image)
    settings = [f"--env={name}={value}" for name, value in environment.items()]
    try:
        buildah("config", *settings, container)
        yield container
    finally:
        buildah("rm", container)


def run_in(container, command):
    return ["buildah", "run", "--isolation", "chroot", container, "--", *command]


def ask(url, **headers):
    try:
        with build_opener(Stay).open(Request(url, headers=headers), timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
    except OSError:  # nobody listens yet, or no worker is ready to answer
        return None, ""


def wait_until_live(base, process):
    started = time.monotonic()
    while ask(f"{base}/healthz/")[0] != 200:
        if process.poll() is not None or time.monotonic() - started > 30:
            sys.exit("The container does not answer.")
        time.sleep(0.1)
    print(f"answers after {time.monotonic() - started:.1f} s")


def expect(what, found, wanted):
    print(f"{what}: {found}")
    if found != wanted:
        sys.exit(f"{what} should be {wanted}")


def try_pages(base):
    expect("/healthz/ over plain HTTP", ask(f"{base}/healthz/"), (200, '{"status": "ok"}'))
    status, body = ask(f"{base}/readyz/")
    expect("/readyz/", (status, json.loads(body)["checks"]["migrations"]), (200, "ok"))
    expect("/ over plain HTTP", ask(f"{base}/")[0], 301)
    # The platform's proxy speaks HTTPS with visitors and says so.
    proxied = {"X-Forwarded-Proto": "https"}
    for path in ["/", "/django-full-stack/", "/django-full-stack/inkwell/", "/search/", "/admin/login/"]:
        expect(path, ask(base + path, **proxied)[0], 200)
    stylesheet = re.search(r'href="(/static/[^"]+\.css)"', ask(f"{base}/", **proxied)[1])[1]
    expect(stylesheet, ask(base + stylesheet, **proxied)[0], 200)
    expect("/no-such-page/", ask(f"{base}/no-such-page/", **proxied)[0], 404)


def try_inside(container):
    user = subprocess.run(run_in(container, ["id", "-u"]), capture_output=True, text=True, check=True)
    expect("user", user.stdout.strip(), "10001")
    for name, command in LEFT_OUT.items():
        outcome = subprocess.run(run_in(container, command.split()), capture_output=True, check=False)
        expect(f"{name} is left out", outcome.returncode != 0, True)


def main(image):
    port = free_port()
    with postgresql() as url:
        required = {"DATABASE_URL": url, "SECRET_KEY": secrets.token_urlsafe(50)}
        with container_of(image, PORT=port, **required) as container:
            try_inside(container)
            subprocess.run(run_in(container, ["sh", "deploy/release"]), check=True)
            start = json.loads(buildah("inspect", container))["OCIv1"]["config"]["Cmd"]
            process = subprocess.Popen(run_in(container, start))
            try:
                wait_until_live(f"http://127.0.0.1:{port}", process)
                try_pages(f"http://127.0.0.1:{port}")
            finally:
                process.terminate()
                process.wait(timeout=60)


if __name__ == "__main__":
    main(sys.argv[1])
    print("The image answers.")
