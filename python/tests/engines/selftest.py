"""A family without any library, for tests of the conversation and of hosts."""
import platform

from stackbench_worker.devices import Device
from stackbench_worker.family import Family

from .misbehave import Misbehave


def open():
    return Family("selftest", "1", {"python": platform.python_version()}, [Device("cpu", "cpu")], {"misbehave": Misbehave})
