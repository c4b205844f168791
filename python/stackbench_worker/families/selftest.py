"""A family without any library, for tests of the conversation and of hosts; only there where STACKBENCH_WORKER_TESTS is 1."""
import os
import platform

from ..devices import Device
from ..errors import Unsupported
from ..family import Family


def open():
    if os.environ.get("STACKBENCH_WORKER_TESTS") != "1":
        raise Unsupported("this family is for tests", "set STACKBENCH_WORKER_TESTS=1")
    from ..ops import misbehave

    return Family("selftest", "1", {"python": platform.python_version()}, [Device("cpu", "cpu")], {"misbehave": misbehave.Misbehave})
