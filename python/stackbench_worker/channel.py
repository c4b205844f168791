"""Messages in and out: JSON text sequences (RFC 7464) on private descriptors."""
import json
import os
import threading

from .errors import ProtocolError

LARGEST = 16 << 20


def encode(message):
    """One record: 0x1E, compact JSON, 0x0A. Raises ValueError for NaN and Infinity, which are not JSON."""
    data = b"\x1e" + json.dumps(message, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"
    if len(data) > LARGEST:
        raise ValueError(f"the message has {len(data)} bytes, more than {LARGEST}")
    return data


def decode(line):
    """The object of a line, or None for an empty one. Raises ProtocolError."""
    text = line.strip(b"\x1e \t\r\n")
    if not text:
        return None
    try:
        message = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"not a message: {error}") from None
    if not isinstance(message, dict):
        raise ProtocolError("a message is a JSON object")
    return message


class Channel:
    """Sends from any thread; receives in one."""

    def __init__(self, requests, output):
        self._input = os.fdopen(requests, "rb")
        self._output = output
        self._lock = threading.Lock()

    def send(self, kind, **fields):
        """Sends one message. The process ends when nobody can read it any more."""
        data = memoryview(encode({"type": kind, **fields}))
        with self._lock:
            try:
                while data:
                    data = data[os.write(self._output, data):]
            except BrokenPipeError:
                os._exit(0)

    def receive(self):
        """The next message, None at the end of the stream. Raises ProtocolError for a line that is none."""
        while True:
            line = self._input.readline(LARGEST + 2)
            if not line:
                return None
            if len(line) > LARGEST:
                while line and not line.endswith(b"\n"):
                    line = self._input.readline(LARGEST)
                raise ProtocolError(f"a message has at most {LARGEST} bytes")
            message = decode(line)
            if message is not None:
                return message
