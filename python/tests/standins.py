"""Stand-ins of libraries that this interpreter may lack."""
import sys
from unittest import mock

from tests.operations import torch


class StandIns:
    """Of a test case: ``stand_ins(fault)`` makes the modules by their names."""

    def install(self, fault=""):
        patch = mock.patch.dict(sys.modules, self.stand_ins(fault))
        patch.start()
        self.addCleanup(patch.stop)
        self.addCleanup(torch.set_grad_enabled, True)
