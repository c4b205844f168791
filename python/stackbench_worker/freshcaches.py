"""Caches of compilers that are empty and private: the time of a first call is that of compiling, not of finding what was compiled before."""
import os
import shutil
import tempfile

_VARIABLES = {"TORCHINDUCTOR_CACHE_DIR": "inductor", "TRITON_CACHE_DIR": "triton"}


class FreshCaches:
    """From its making until ``close`` Triton and inductor keep what they compile in a folder that is deleted then."""

    def __init__(self):
        self._before = {name: os.environ.get(name) for name in _VARIABLES}
        self._folder = tempfile.mkdtemp(prefix="stackbench-compile-")
        os.environ.update({name: os.path.join(self._folder, part) for name, part in _VARIABLES.items()})

    def close(self):
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._before = {}
        shutil.rmtree(self._folder, ignore_errors=True)
