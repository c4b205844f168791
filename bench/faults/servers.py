"""OpenAI-compatible servers with bad endings: no success that was none, no hang, no crash."""
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from program import Program, left_over

TOKENS = 4
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def event(value):
    return b"data: " + (value if isinstance(value, bytes) else json.dumps(value).encode()) + b"\n\n"


def token(text="a", reason=None):
    return event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": reason}]})


GOOD = token() * TOKENS
USAGE = event({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": TOKENS}})
DONE = event(b"[DONE]")


def stopped(reason):
    return HEAD + GOOD[:-len(token())] + token(reason=reason) + USAGE + DONE


def answer(status, body, kind="application/json", more=""):
    body = body.encode()
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}Connection: close\r\n\r\n".encode() + body


# Name: bytes of the answer, whether a request that got them is a success, and whether the server then keeps the connection open.
ANSWERS = {
    "length": (stopped("length"), True, False), "stop": (stopped("stop"), True, False), "held open after [DONE]": (stopped("length"), True, True),
    "abort": (stopped("abort"), False, False), "error": (stopped("error"), False, False), "content_filter": (stopped("content_filter"), False, False),
    "null at [DONE]": (HEAD + GOOD + USAGE + DONE, False, False), "reset": (HEAD + GOOD, False, False), "nothing": (b"", False, False),
    "half a head": (b"HTTP/1.1 200 O", False, False), "no HTTP": (b"SSH-2.0-x\r\n", False, False), "empty stream": (HEAD + DONE, False, False),
    "object error": (HEAD + GOOD + event({"object": "error", "message": "no"}) + DONE, False, False),
    "error field": (HEAD + event({"error": {"message": "no"}}) + DONE, False, False),
    "detail": (HEAD + event({"detail": "no"}) + DONE, False, False), "event: error": (HEAD + b"event: error\ndata: no\n\n", False, False),
    "broken JSON": (HEAD + event(b"{") + DONE, False, False), "neither choices nor usage": (HEAD + event({}) + DONE, False, False),
    "huge line": (HEAD + b"data: " + b"x" * 30_000_000, False, False), "no line end": (HEAD + b"x" * 5_000_000, False, False),
    "short": (HEAD + token(reason="stop") + event({"choices": [], "usage": {"completion_tokens": 1}}) + DONE, False, False),
    "400": (answer("400 Bad Request", '{"error":"no"}'), False, False), "401": (answer("401 Unauthorized", "no"), False, False),
    "404": (answer("404 Not Found", "no", "text/html"), False, False), "307": (answer("307 Moved", "", more="Location: /v2\r\n"), False, False),
    "429": (answer("429 Too Many Requests", "{}", more="Retry-After: 1\r\n"), False, False), "500": (answer("500 Oops", "x" * 1_000_000), False, False),
    "HTML": (answer("200 OK", "<html>" * 1000, "text/html"), False, False), "gzip": (answer("200 OK", "\x1f\x8b", more="Content-Encoding: gzip\r\n"), False, False),
    "negative length": (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", False, False),
    "bad chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", False, False),
    "negative usage": (HEAD + GOOD + event({"choices": [], "usage": {"completion_tokens": -5}}) + DONE, False, False),
    "stalled": (HEAD + token(), False, True), "silent": (None, False, True), "escapes": (answer("500 \x1b[2J", "\x1b]0;x\x07"), False, False),
}


class Server:
    def __init__(self, data, held):
        self.data, self.held, self.open = data, held, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            connection.settimeout(10)
            head = b""
            while b"\r\n\r\n" not in head:
                if not (part := connection.recv(65536)):
                    return
                head += part
            if b"/v1/models" in head.split(b"\r\n")[0]:
                connection.sendall(answer("200 OK", '{"data":[{"id":"m"}]}'))
            elif self.data is not None:
                connection.sendall(self.data)
            if self.held and b"POST" in head:
                self.open.append(connection)
                return
            time.sleep(0.05)
            connection.close()
        except OSError:
            pass


def one(path, folder, name):
    data, good, held = ANSWERS[name]
    server, program = Server(data, held), Program(path, folder / f"server-{list(ANSWERS).index(name)}")
    done = program.run(
        "serving", "--endpoint", f"http://127.0.0.1:{server.port}", "-c", "2", "--requests", "6", "--input", "3", "--output", TOKENS, "--launches", "1",
        "--request-timeout", "3s", "--budget", "20s", "--format", "json", limit=60)
    server.socket.close()
    for connection in server.open:
        connection.close()
    faults = done.faults()
    try:
        outcome = json.loads(done.out)["results"][0]["outcome"]["kind"]
    except (ValueError, LookupError):
        outcome = "none"
    if (outcome == "ok") != good:
        faults.append(f"outcome {outcome}, which is wrong")
    return [f"{name}: {fault}" for fault in faults]


def attack(path, folder, count, seed):
    names = list(ANSWERS)[:count]
    with ThreadPoolExecutor(4) as pool:
        faults = [fault for found in pool.map(lambda name: one(path, folder, name), names) for fault in found]
    return {"cases": len(names), "faults": faults + [f"still alive: {orphan}" for orphan in left_over()], "note": f"of {len(ANSWERS)} there are"}
