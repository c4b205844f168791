"""kill -9 of the host at random times of a real run: no result that was told is lost, nothing of it lives on."""
import json
import random
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

from program import Program, left_over

COMMAND = ("run", "memory-bandwidth", "compute-peak", "gpu-capability", "--engine", "native", "--launches", "1", "--seed", "1", "--budget", "10s")


def one(path, folder, seed):
    """Told and kept results of one killed run, and its faults."""
    program = Program(path, folder / f"kill-{seed}")
    killed = program.run(*COMMAND, kill_after=random.Random(seed).uniform(0.02, 5))
    told = len(re.findall(r"(?m)^\[\d+/\d+\] .*\n", killed.err))
    after = program.run("history", "--format", "json")
    faults = killed.faults() + after.faults()
    kept = 0
    if after.code == 0:
        kept = sum(sum(run["outcomes"].values()) for run in json.loads(after.out)["runs"])
    if kept < told:
        faults.append(f"{told - kept} of {told} results lost")
    shutil.rmtree(program.home)
    return told, kept, faults


def attack(path, folder, count, seed):
    # More at once than there are cores: a slow machine is attacked at more different moments.
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda number: one(path, folder, seed + number), range(count)))
    faults = [fault for _, _, found in results for fault in found]
    orphans = left_over()
    return {
        "cases": count, "faults": faults + [f"still alive: {orphan}" for orphan in orphans],
        "note": f"{sum(told for told, _, _ in results)} results told, {sum(kept for _, kept, _ in results)} kept",
    }
