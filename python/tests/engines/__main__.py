"""``PYTHON -u PATH/engines FAMILY``: the worker, with the family ``selftest`` and, in the family ``pytorch``, the operation ``_test``."""
import os
import runpy
import sys

_PYTHON = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

sys.path[0] = _PYTHON  # in place of this folder
from stackbench_worker.families import pytorch
from tests.engines import misbehave, selftest

del sys.path[0]
sys.modules["stackbench_worker.families.selftest"] = selftest
_ops = pytorch.ops
pytorch.ops = lambda: {**_ops(), "_test": misbehave.Misbehave}
runpy.run_path(os.path.join(_PYTHON, "stackbench_worker"), run_name="__main__")
