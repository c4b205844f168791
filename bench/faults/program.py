"""The program under attack: how it is run, and what may never be seen of it."""
import os
import pathlib
import re
import subprocess
import time

# Of the documented exit codes: success, failed, usage, regression, comparison or measurement not decided, interrupted.
FINE = {0, 1, 2, 3, 4, 5, 130, 143}
TAG = f"campaign-{os.getpid()}"


class Outcome:
    """What one call of the program gave; `killed` where the campaign ended it."""

    def __init__(self, code, out, err, killed=False, hung=False):
        self.code, self.out, self.err, self.killed, self.hung = code, out, err, killed, hung

    def faults(self):
        """Everything a user must never see, in words."""
        said = self.out + self.err
        found = []
        if "internal error" in said:
            found.append("internal error")
        if "Unhandled exception" in said or re.search(r"(?m)^ +at [A-Z]\w+\.\S+\(", said):
            found.append("stack trace")
        if self.hung:
            found.append("hang")
        elif not self.killed:
            if self.code not in FINE:
                found.append(f"exit code {self.code}")
            if self.code not in (0, 3) and not said.strip():
                found.append("failure without a word")
            if self.code == 0 and re.search(r"(?m)^error:", self.err):
                found.append("error with exit code 0")
        if len(said) > 1_000_000:
            found.append("flood")
        return found


class Program:
    def __init__(self, path, home):
        self.command = ["dotnet", path] if path.endswith(".dll") else [path]
        self.home = pathlib.Path(home)
        self.home.mkdir(parents=True, exist_ok=True)

    def start(self, *args, **env):
        return subprocess.Popen(
            [*self.command, *map(str, args)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.home,
            start_new_session=True, env={**os.environ, "STACKBENCH_HOME": str(self.home), "STACKBENCH_CAMPAIGN": TAG, **env})

    def run(self, *args, limit=60, kill_after=None, **env):
        process = self.start(*args, **env)
        try:
            out, err = process.communicate(timeout=limit if kill_after is None else kill_after)
            killed = False
        except subprocess.TimeoutExpired:
            killed = True
            process.kill()
            out, err = process.communicate()
        return Outcome(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"), killed and kill_after is not None,
                       killed and kill_after is None)


def left_over(patience=5):
    """Processes of this campaign that are alive although nothing of it runs: their command lines."""
    end = time.monotonic() + patience
    while (found := _tagged()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def _tagged():
    found = []
    for folder in pathlib.Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                if f"STACKBENCH_CAMPAIGN={TAG}".encode() in (folder / "environ").read_bytes():
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:80])
            except OSError:
                pass
    return found
