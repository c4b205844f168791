import unittest

from stackbench_worker import buildtools
from stackbench_worker.errors import RankFailed, RankOutOfMemory, is_out_of_memory, text_of




class MissingTests(unittest.TestCase):
    def test_words_of_the_libraries(self):
        for error, tool, remedy in (
            (RuntimeError("Ninja is required to load C++ extensions (pip install ninja to get it)"), "ninja", "pip install ninja"),
            (RuntimeError("Unable to JIT load the deepspeed_shm_comm op due to ninja not being installed."), "ninja", "pip install ninja"),
            (FileNotFoundError(2, "No such file or directory", "ninja"), "ninja", "pip install ninja"),
            (RuntimeError("Cannot find ptxas"), "ptxas", "CUDA toolkit"),
            (OSError("CUDA_HOME environment variable is not set. Please set it to your CUDA install root."), "nvcc", "CUDA_HOME"),
            (RuntimeError("CUDA_HOME does not exist, unable to compile CUDA op(s)"), "nvcc", "CUDA_HOME"),
            (FileNotFoundError(2, "No such file or directory", "/usr/local/cuda/bin/nvcc"), "nvcc", "CUDA toolkit"),
            (FileNotFoundError(2, "No such file or directory", "hipcc"), "hipcc", "ROCm"),
            (RuntimeError("Failed to find C compiler. Please specify via CC environment variable or set triton.knobs.build.impl."), "C++", "g++"),
            (FileNotFoundError(2, "No such file or directory", "g++"), "C++", "g++"),
        ):
            with self.subTest(str(error)):
                found = buildtools.missing(error)
                self.assertIn(tool, found.reason)
                self.assertIn(remedy, found.remedy)

    def test_the_cause_tells_too(self):
        try:
            try:
                raise FileNotFoundError(2, "No such file or directory", "ninja")
            except OSError as error:
                raise RuntimeError("the extension was not built") from error
        except RuntimeError as error:
            self.assertIn("ninja", buildtools.missing(error).reason)

    def test_other_errors_are_what_they_are(self):
        for error in (RuntimeError("CUDA error: out of memory"), FileNotFoundError(2, "No such file or directory", "model.bin"), ValueError("ninja turtles"),
                      RuntimeError("ninja: build stopped: subcommand failed.")):
            self.assertIsNone(buildtools.missing(error), error)


class RankTextTests(unittest.TestCase):
    def test_the_type_of_an_error_is_said_once(self):
        self.assertEqual(text_of(RankFailed("RuntimeError on rank 0: no")), "RuntimeError on rank 0: no")
        self.assertEqual(text_of(RuntimeError("no")), "RuntimeError: no")
        self.assertTrue(is_out_of_memory(RankOutOfMemory("OutOfMemoryError on rank 1: no")))


if __name__ == "__main__":
    unittest.main()
