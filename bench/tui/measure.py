"""measure.py PUBLISHED_FOLDER start | pairs [N] -- what the full screen costs, on a pseudo terminal.

start: time to the first frame, processor time and written bytes while idle, memory; medians of 9 starts.
pairs: memory-bandwidth and gemm measured in turns on the command line and in the full screen, one launch each;
per workload the median ratio of the N pairs (10) and how far apart the ratios lie.
"""

import fcntl
import json
import math
import os
import pty
import random
import select
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

BENCHMARKS = ("memory-bandwidth", "gemm")
FIRST_BENCHMARK = 4  # Lines of the run page before it.


class Terminal:
    """The program on a terminal of 120x40 cells."""

    def __init__(self, program, home):
        self.begin = time.monotonic()
        self.output = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            environment = {**os.environ, "STACKBENCH_HOME": home, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
            environment.pop("CI", None)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
            os.execve(program, [program], environment)

    def read(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                chunk = os.read(self.fd, 1 << 16)
                self.output += chunk
                self.answer(chunk)

    def answer(self, chunk):
        # What a terminal says when it is asked where the cursor is and what it can do.
        if b"\x1b[c" in chunk:
            os.write(self.fd, b"\x1b[?1;2c")
        if b"\x1b[18t" in chunk:
            os.write(self.fd, b"\x1b[8;40;120t")

    def wait(self, text, seconds=30):
        end = time.monotonic() + seconds
        while text not in self.output:
            if time.monotonic() > end:
                raise SystemExit(f"{text!r} does not appear")
            self.read(0.002)
        return time.monotonic() - self.begin

    def press(self, keys):
        for key in keys:
            os.write(self.fd, key.encode())
            self.read(0.15)

    def statistic(self, name):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(name))

    def processor_seconds(self):
        with open(f"/proc/{self.pid}/stat", encoding="utf-8") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def quit(self):
        os.write(self.fd, b"q")
        try:
            self.read(30)
        except OSError:
            pass  # The terminal is closed: the program has ended.
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def start(program, home):
    firsts, loads, sizes, written = [], [], [], []
    for _ in range(9):
        terminal = Terminal(program, home)
        # The footer is the last line of a frame.
        firsts.append(1000 * terminal.wait(b"quit"))
        terminal.read(1)
        terminal.press("1")
        terminal.wait(b"cpu.load")
        terminal.read(2)
        before, bytes_before = terminal.processor_seconds(), len(terminal.output)
        terminal.read(10)
        loads.append(10 * (terminal.processor_seconds() - before))
        written.append((len(terminal.output) - bytes_before) / 10)
        sizes.append(terminal.statistic("VmRSS:") / 1024)
        terminal.quit()
    median = statistics.median
    print(f"first frame {median(firsts):.0f} ms ({min(firsts):.0f} to {max(firsts):.0f})")
    print(f"idle on the Machine page: {median(loads):.1f} % of a processor, {median(written):.0f} bytes/s to the terminal, {median(sizes):.0f} MiB resident")


def stored(home):
    with sqlite3.connect(f"file:{home}/stackbench.db?mode=ro", uri=True, timeout=30) as store:
        return {row[0] for row in store.execute("SELECT id FROM runs WHERE status = 'complete'")}


def values(home, run):
    query = "SELECT s.benchmark || ' ' || s.workload, p.value FROM points p JOIN series s ON s.id = p.series WHERE p.run_id = ? AND p.is_headline"
    with sqlite3.connect(f"file:{home}/stackbench.db?mode=ro", uri=True, timeout=30) as store:
        return dict(store.execute(query, (run,)))


def on_command_line(program, home):
    environment = {**os.environ, "STACKBENCH_HOME": home}
    subprocess.run([program, "run", *BENCHMARKS, "--launches", "1"], env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def in_full_screen(program, home, chosen):
    terminal = Terminal(program, home)
    terminal.wait(b"quit")
    terminal.press("2j" + "hh" * 2)
    at = 1
    for line in chosen:
        terminal.press("j" * (line - at) + " ")
        at = line
    terminal.press("r")
    # Only what is drawn wakes this process: looking into the store each second would disturb what is measured.
    while b"kept as run" not in terminal.output:
        terminal.read(5)
    terminal.read(1)
    terminal.quit()


def pairs(program, home, count):
    names = subprocess.run([program, "list", "--format", "json"], capture_output=True, text=True, check=True).stdout
    runnable = [benchmark["name"] for benchmark in json.loads(names)["benchmarks"] if not benchmark["isPlanned"]]
    chosen = [FIRST_BENCHMARK + runnable.index(name) for name in BENCHMARKS]
    on_command_line(program, home)
    order = random.Random(1)
    ratios = {}
    for number in range(count):
        found = {}
        for side in order.sample(("line", "screen"), 2):
            before = stored(home)
            if side == "line":
                on_command_line(program, home)
            else:
                in_full_screen(program, home, chosen)
            (run,) = stored(home) - before
            found[side] = values(home, run)
        for name in found["line"].keys() & found["screen"].keys():
            ratios.setdefault(name, []).append(found["screen"][name] / found["line"][name])
        print(f"pair {number + 1} of {count}", file=sys.stderr)
    for name, series in sorted(ratios.items()):
        logs = sorted(map(math.log, series))
        spread = statistics.median(abs(value - statistics.median(logs)) for value in logs)
        print(f"{name:50} full screen / command line {math.exp(statistics.median(logs)):.3f}, median deviation {100 * spread:.1f} %, n = {len(series)}")


def main():
    program = os.path.join(os.path.abspath(sys.argv[1]), "stackbench")
    with tempfile.TemporaryDirectory() as home:
        if sys.argv[2] == "start":
            start(program, home)
        else:
            pairs(program, home, int(sys.argv[3]) if len(sys.argv) > 3 else 10)


main()
