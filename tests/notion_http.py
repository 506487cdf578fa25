"""How a fake Notion (tests/fake_notion.py) is spoken to: authorization, version, rate, size; and how it fails."""

import json
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from tests.notion_rules import Refused

TOKEN = "ntn_0123456789abcdef"
VERSIONS = {"2025-09-03", "2026-03-11"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: apart, the second waits for the first one's receipt

    def do_GET(self):
        with self.server.lock:
            self.serve()

    do_POST = do_PATCH = do_GET  # noqa: N815  the names that http.server looks for

    def serve(self):
        notion, parts = self.server, urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        notion.requests.append((self.command, parts.path))
        how, after, more = notion.failures.pop(len(notion.requests), (None, False, {}))
        if how and not after:
            return self.fail(how, more)
        status, answer, headers = 200, None, {}
        try:
            answer = self.work(parts, raw, length)
        except Refused as refused:
            if refused.code == "validation_error":
                notion.violations.append(str(refused))
            status, headers = refused.status, refused.headers
            answer = {"object": "error", "status": status, "code": refused.code, "message": str(refused)}
        if how:
            return self.fail(how, more)
        return self.reply(status, answer, headers)

    def work(self, parts, raw, length):
        notion = self.server
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise Refused(401, "unauthorized", "API token is invalid.")
        if self.headers.get("Notion-Version") not in VERSIONS:
            raise Refused(400, "missing_version", "Notion-Version header should be defined.")
        notion.pace()
        if length > 500_000:
            notion.violations.append("a body of more than 500 KB")
            raise Refused(413, "validation_error", "Payload too large.")
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return notion.answer(self.command, parts.path, query, json.loads(raw) if raw else {})

    def fail(self, how, headers):
        if how == "cut":
            self.close_connection = True
            self.connection.close()
            return
        code = {429: "rate_limited", 409: "conflict_error", 529: "service_overload"}.get(how, "internal_server_error")
        self.reply(how, {"object": "error", "status": how, "code": code, "message": "Failed."}, headers)

    def reply(self, status, answer, headers):
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass
