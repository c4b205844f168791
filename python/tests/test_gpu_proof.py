import importlib.util
import os
import subprocess
import sys
import unittest

_SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "eng", "gpu-proof.py")


@unittest.skipUnless(os.path.exists(_SCRIPT), "eng/ is not beside these tests")
class ExitCodeTests(unittest.TestCase):
    def test_no_verdict_has_the_code_of_a_crash(self):
        spec = importlib.util.spec_from_file_location("gpu_proof", _SCRIPT)
        proof = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(proof)
        self.assertEqual([proof.verdict(*counts) for counts in ((0, 8, 3), (1, 8, 3), (0, 0, 3), (0, 8, 0))], [0, 3, 2, 2])
        crashed = subprocess.run([sys.executable, _SCRIPT], capture_output=True)
        self.assertEqual(crashed.returncode, 1)
