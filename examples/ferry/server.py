"""A page that counts how often a session has crossed the river.

The count is in redis, so all replicas tell the same, and it goes on when one of them dies. After SIGTERM a replica goes
on answering for a moment, until nobody sends it requests any more, and ends when those under way are answered.
"""

import os
import re
import signal
import socket
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GREETING = "The ferry leaves with the morning tide"
LINGER_SECONDS = 1
DAY_SECONDS = 24 * 60 * 60
SESSION = re.compile(r"\bsession=([0-9a-f]{32})\b")


def redis(*words):
    """Asks redis one thing in its protocol, RESP: an array of strings goes there, a number comes back."""
    request = b"*%d\r\n" % len(words)
    for word in map(str.encode, words):
        request += b"$%d\r\n%s\r\n" % (len(word), word)
    with socket.create_connection(("redis", 6379), timeout=2) as link:
        link.sendall(request)
        answer = link.makefile("rb").readline()
    if not answer.startswith(b":"):
        raise OSError("redis answered " + repr(answer))
    return int(answer[1:])


class Page(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self):
        if self.path == "/ready":
            self.answer(200, "ready\n")
        elif self.path == "/":
            self.page()
        else:
            self.answer(404, "There is only one page.\n")

    def page(self):
        known = SESSION.search(self.headers.get("Cookie", ""))
        session = known[1] if known else uuid.uuid4().hex
        try:
            crossing = redis("INCR", "session:" + session)
            redis("EXPIRE", "session:" + session, str(DAY_SECONDS))
        except OSError as e:
            self.answer(503, f"The count is not to be had: {e}\n")
            return
        where = os.environ.get("NODE", "this machine")
        self.answer(200, f"<h1>{GREETING}</h1>\n<p>Crossing {crossing}, from {where}</p>\n", session)

    def answer(self, status, text, session=None):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if session:
            self.send_header("Set-Cookie", f"session={session}; Max-Age={DAY_SECONDS}; HttpOnly; SameSite=Lax")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing: the probe asks often."""


class Server(ThreadingHTTPServer):
    daemon_threads = False  # what is under way is answered before the end
    request_queue_size = 128


def leave():
    time.sleep(LINGER_SECONDS)
    server.shutdown()


server = Server(("", 8080), Page)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=leave).start())
server.serve_forever()
server.server_close()
