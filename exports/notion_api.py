"""A client of Notion's API that keeps its limits (developers.notion.com/reference/request-limits).

It works until a deadline and then raises `OutOfTime`, with the seconds after which to go on. It holds the learner's
token as long as it lives, and nothing that it raises or logs has the token in it.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import requests
from django.utils.translation import gettext as _
from requests.auth import AuthBase

NOTION_VERSION = "2026-03-11"
"""The newest one. A version changes only what is not compatible, so this one goes on to mean what it means today."""

TIMEOUT = (3, 6)
"""Seconds to connect, and without a byte of the answer; after the deadline of a step still below gunicorn's 30 s."""
GRACE = 10
"""Seconds after the deadline in which the first change may be made: however slow Notion is, every step does some."""
MOST_TRIES = 4
LONGEST_WAIT = 3600

Json = dict[str, Any]


class OutOfTime(Exception):
    def __init__(self, wait: float):
        super().__init__(wait)
        self.wait = wait


class AnswerLost(Exception):
    """Nobody knows whether Notion did what it was asked to."""


class NotionError(Exception):
    """What a learner can read, and mend. `code` is Notion's."""

    def __init__(self, message: str, code: str = ""):
        super().__init__(message)
        self.code = code


class _Token(AuthBase):
    """As an `auth` object, a .netrc file cannot take its place."""

    def __init__(self, token: str):
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class NotionClient:
    """`deadline` is a moment of `time.monotonic()`; `interval` is how many seconds two requests are apart."""

    def __init__(self, token: str, *, address: str, deadline: float, interval: float):
        self._session = requests.Session()
        self._session.auth = _Token(token)
        self._session.headers["Notion-Version"] = NOTION_VERSION
        self._address = address
        self._deadline = deadline
        self._interval = interval
        self._has_written = False
        self._next = time.monotonic() + interval  # the step before this one may have ended just now

    def __enter__(self) -> "NotionClient":
        return self

    def __exit__(self, *error: object) -> None:
        self._session.close()

    def get(self, path: str, **parameters: str) -> Json:
        return self._again("GET", path, parameters=parameters)

    def listed(self, method: str, path: str, body: Json | None = None) -> Iterator[Json]:
        """All results, a hundred at a time."""
        page: Json = {"page_size": 100}
        while True:
            if method == "GET":
                answer = self._again(method, path, parameters=page)
            else:
                answer = self._again(method, path, body={**(body or {}), **page})
            yield from answer["results"]
            if not answer.get("has_more"):
                return
            page["start_cursor"] = answer["next_cursor"]

    def update(self, path: str, body: Json) -> Json:
        """For what may be done twice."""
        answer = self._again("PATCH", path, body=body)
        self._has_written = True
        return answer

    def append(self, path: str, body: Json) -> None:
        """Raises AnswerLost: whoever appends has to look first what is there."""
        self._once("PATCH", path, body=body)
        self._has_written = True

    def create(self, path: str, body: Json, find: Callable[[], Json | None]) -> Json:
        """Make it once: where the answer was lost, `find` says whether it is there."""
        for attempt in range(MOST_TRIES):
            try:
                answer = self._once("POST", path, body=body)
            except AnswerLost:
                self.back_off(attempt)
                found = find()
                if found is None:
                    continue
                answer = found
            self._has_written = True
            return answer
        raise _unreachable()

    def back_off(self, attempt: int) -> None:
        if attempt + 1 == MOST_TRIES:
            raise _unreachable()
        self._wait(self._interval * 3 * 2**attempt)

    def _again(self, method: str, path: str, **content: Any) -> Json:
        for attempt in range(MOST_TRIES):
            try:
                return self._once(method, path, **content)
            except AnswerLost:
                self.back_off(attempt)
        raise _unreachable()

    def _once(self, method: str, path: str, *, body: Json | None = None, parameters: Any = None) -> Json:
        """One request; several only if Notion said that it did nothing. Raises AnswerLost, OutOfTime, NotionError."""
        attempt = 0
        while True:
            self._pace()
            try:
                answer = self._session.request(
                    method,
                    f"{self._address}/v1/{path}",
                    json=body,
                    params=parameters,
                    timeout=TIMEOUT,
                    allow_redirects=False,  # the token is for Notion alone
                )
                if answer.status_code == 200:
                    return dict(answer.json())
            except (requests.RequestException, ValueError):
                raise AnswerLost from None  # its own words may hold the request
            if answer.status_code in (429, 529):
                self._wait(_retry_after(answer))
            elif answer.status_code == 409:
                self.back_off(attempt)
                attempt += 1
            elif answer.status_code >= 500:
                raise AnswerLost
            else:
                raise _refusal(answer)

    def _pace(self) -> None:
        self._wait(self._next - time.monotonic())
        self._next = time.monotonic() + self._interval

    def _wait(self, seconds: float) -> None:
        """If it fits before the deadline. What is to be waited beyond it is left to whoever goes on."""
        moment = time.monotonic() + seconds
        if moment > self._deadline + (0 if self._has_written else GRACE):
            raise OutOfTime(max(seconds, 0))
        if seconds > 0:
            time.sleep(seconds)


def _retry_after(answer: requests.Response) -> float:
    try:
        return min(max(float(answer.headers.get("Retry-After", "1")), 0), LONGEST_WAIT)
    except ValueError:
        return 1


def _unreachable() -> NotionError:
    return NotionError(
        _("Notion does not answer, or not as it should. Try again in a few minutes: it goes on where it was.")
    )


def _refusal(answer: requests.Response) -> NotionError:
    try:
        problem = answer.json()
        code, said = str(problem.get("code", "")), str(problem.get("message", ""))[:300]
    except (ValueError, AttributeError):
        code = said = ""
    match answer.status_code:
        case 401:
            return NotionError(
                _("Notion does not know this token. Copy it again from the page of your integration."), code
            )
        case 403:
            message = _(
                "Your integration may not do this. Give it the capabilities to read, update and insert content. "
                "Notion says: %(said)s"
            )
        case 404:
            return NotionError(
                _(
                    "Notion shows this page to nobody or not to your integration. Open the page in Notion, choose "
                    "••• at the top right, then Connections, and add your integration. Then try again."
                ),
                code,
            )
        case _:
            message = _("Notion refuses this. It says: %(said)s")
    return NotionError(message % {"said": said or answer.status_code}, code)
