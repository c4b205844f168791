"""Signs of life in phases that may last longer than the host waits for an answer."""
import contextlib
import threading
import time

SECONDS = 2.0


@contextlib.contextmanager
def alive(channel, request_id, limit=600.0, every=SECONDS):
    """Sends ``progress`` while the block runs, but no longer than ``limit`` seconds: what hangs must not look alive for ever."""
    done = threading.Event()
    start = time.monotonic()

    def beat():
        while not done.wait(every):
            elapsed = time.monotonic() - start
            if elapsed > limit:
                return
            channel.send("progress", id=request_id, done=round(elapsed, 1), total=limit)

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


class Ticker:
    """Reports samples that are done, at most every two seconds and never between two clock reads."""

    def __init__(self, channel, request_id, total):
        self._channel = channel
        self._id = request_id
        self._total = total
        self._last = time.monotonic()

    def __call__(self, done):
        now = time.monotonic()
        if now - self._last >= SECONDS:
            self._last = now
            self._channel.send("progress", id=self._id, done=done, total=self._total)
