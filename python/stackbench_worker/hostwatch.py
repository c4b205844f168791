"""Ends the process as soon as nobody can read its answers, even in the midst of a computation. The end of stdin alone is no
such sign: all requests may have been written in advance."""
import os
import select
import threading


def start(output):
    """Watches the reading end of descriptor ``output``. The thread sleeps in the kernel, so that it disturbs no measurement."""
    if hasattr(select, "poll"):
        threading.Thread(target=_watch, args=(output,), name="host watch", daemon=True).start()


def _watch(output):
    poll = select.poll()
    poll.register(output, 0)  # errors are reported unasked: POLLERR is "no reader left" for the writing end of a pipe
    for _, happened in poll.poll():
        if happened & select.POLLERR:
            os._exit(0)
