"""``PYTHON -u rank.py MODULE``: one rank of an operation. Answers the worker's questions, lines of JSON, on stdin and stdout, and ends with the
worker. MODULE of this package has the class Rank, which is made of the setup, the first line, and asked by ``answer(question)``."""
import os
import sys

_output = os.dup(1)
os.dup2(2, 1)
_input = os.dup(0)
_null = os.open(os.devnull, os.O_RDONLY)
os.dup2(_null, 0)
os.close(_null)
_here = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != _here]  # the modules beside this file are no top-level modules

import importlib
import json
import queue
import threading

_questions = queue.Queue()


# A thread, so that a rank ends with the worker even when it waits for another rank.
def _read():
    with os.fdopen(_input, "rb") as lines:
        for line in lines:
            _questions.put(json.loads(line))
    os._exit(0)


def _answer(fields):
    data = memoryview(json.dumps(fields).encode() + b"\n")
    while data:
        data = data[os.write(_output, data):]


def _failure(error, rank):
    if type(error).__name__ == "Unsupported":
        return {"failure": str(error)[:1500], "kind": "unsupported", "remedy": error.remedy}
    from stackbench_worker import buildtools

    missing = buildtools.missing(error)
    if missing is not None:
        return {"failure": missing.reason, "kind": "unsupported", "remedy": missing.remedy}
    memory = isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError"
    return {"failure": f"{type(error).__name__} on rank {rank}: {str(error)[:1500]}", "kind": "memory" if memory else "other"}


def main():
    threading.Thread(target=_read, daemon=True).start()
    setup = _questions.get()
    sys.path[:] = [os.path.dirname(_here), *setup["path"]]  # the modules that the worker sees
    try:
        module = importlib.import_module("stackbench_worker." + sys.argv[1])
        del sys.path[0]
        rank = module.Rank(setup)
        while True:
            _answer(rank.answer(_questions.get()))
    except BaseException as error:
        _answer(_failure(error, setup["rank"]))
    sys.stderr.flush()
    os._exit(0)


main()
