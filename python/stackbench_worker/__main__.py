"""``PYTHON -u PATH/stackbench_worker FAMILY``: answers the worker protocol on stdin and stdout until shutdown or the end of stdin."""
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))


def _private_streams():
    """Moves stdin and stdout to private descriptors before anything can read or print there; fd 1 becomes the log."""
    output = os.dup(1)  # close-on-exec, as every descriptor Python makes
    os.dup2(2, 1)
    requests = os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    return requests, output


def _package():
    """Makes the package importable by its name, and nothing else of the folders around it."""
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != _HERE]
    sys.path.insert(0, os.path.dirname(_HERE))
    try:
        import stackbench_worker.loop
    finally:
        del sys.path[0]
    return stackbench_worker.loop


def _tools_of_the_interpreter():
    """Programs that were installed beside the interpreter (ninja, ptxas) come first, as in a venv that is activated."""
    folder = os.path.dirname(sys.executable or "")
    parts = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if folder and parts[0] != folder:
        os.environ["PATH"] = os.pathsep.join([folder, *(part for part in parts if part != folder)])


if __name__ == "__main__":
    _tools_of_the_interpreter()
    _requests, _output = _private_streams()
    import faulthandler

    faulthandler.enable(file=sys.stderr)
    _code = _package().serve(sys.argv[1] if len(sys.argv) > 1 else "", _requests, _output)
    sys.stderr.flush()
    os._exit(_code)  # libraries' exit handlers may hang or crash: whatever had to be closed is
