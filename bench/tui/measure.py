"""measure.py PUBLISHED_FOLDER start | pairs [N] -- what the full screen costs, on a pseudo terminal.

start: time to the first frame, processor time and written bytes while idle, memory; medians of 9 starts.
pairs: memory-bandwidth and gemm measured twice on the command line and once in the full screen, in random order, one launch each, N times (10). Per workload
the ratio full screen / command line with its 95 % interval, the noise floor from the two on the command line, and whether the ratio lies within the floor.
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
FIRST_BENCHMARK = 7  # Lines of the run page before it.


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
        terminal.press("7")
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


def estimate(ratios):
    """Centre (Hodges and Lehmann 1963) and 95 % interval of paired ratios: order statistics of the averages of two, by the exact signed-rank distribution."""
    logs = [math.log(ratio) for ratio in ratios]
    averages = sorted((a + b) / 2 for i, a in enumerate(logs) for b in logs[i:])
    ways = [1]
    for rank in range(1, len(logs) + 1):
        ways = [(ways[i] if i < len(ways) else 0) + (ways[i - rank] if i >= rank else 0) for i in range(len(ways) + rank)]
    below, left_out = 0, -1
    while (below := below + ways[left_out + 1]) <= 0.025 * 2 ** len(logs):
        left_out += 1
    if left_out < 0:
        return math.exp(statistics.median(averages)), 0, math.inf
    return tuple(map(math.exp, (statistics.median(averages), averages[left_out], averages[-1 - left_out])))


def pairs(program, home, count):
    names = subprocess.run([program, "list", "--format", "json"], capture_output=True, text=True, check=True).stdout
    runnable = [benchmark["name"] for benchmark in json.loads(names)["benchmarks"] if not benchmark["isPlanned"]]
    chosen = [FIRST_BENCHMARK + runnable.index(name) for name in BENCHMARKS]
    on_command_line(program, home)
    order = random.Random(1)
    rounds = []
    for number in range(count):
        found = {}
        for side in order.sample(("line", "again", "screen"), 3):
            before = stored(home)
            if side == "screen":
                in_full_screen(program, home, chosen)
            else:
                on_command_line(program, home)
            (run,) = stored(home) - before
            found[side] = values(home, run)
        rounds.append(found)
        print(f"round {number + 1} of {count}", file=sys.stderr)
    within = 0
    names = sorted(set.intersection(*(set(side) for found in rounds for side in found.values())))
    for name in names:
        ratio, low, high = estimate([found["screen"][name] / math.sqrt(found["line"][name] * found["again"][name]) for found in rounds])
        _, least, most = estimate([found["again"][name] / found["line"][name] for found in rounds])
        floor = max(most, 1 / least if least else math.inf) - 1
        is_within = max(ratio, 1 / ratio) - 1 <= floor
        within += is_within
        print(f"{name:50} full screen / command line {ratio:.3f} [{low:.3f}, {high:.3f}], noise floor {100 * floor:.1f} %: {'within' if is_within else 'BEYOND'}")
    print(f"{within} of {len(names)} within the noise floor, {count} rounds")


def main():
    program = os.path.join(os.path.abspath(sys.argv[1]), "stackbench")
    with tempfile.TemporaryDirectory() as home:
        if sys.argv[2] == "start":
            start(program, home)
        else:
            pairs(program, home, int(sys.argv[3]) if len(sys.argv) > 3 else 10)


main()
