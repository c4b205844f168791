"""Stores on file systems that are full sooner or later: what was kept is readable, the rest is said, nothing is half."""
import json
import os
import pathlib
import re
import subprocess

from program import Program

# KiB; a store of a few runs has some hundred.
SIZES = (16, 64, 128, 192, 256, 384, 512, 1024, 2048, 8192)


def one(path, folder, size):
    place = folder / f"disk-{size}"
    place.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(place)], check=True)
    try:
        program = Program(path, place)
        faults, kept = [], 0
        for number in range(3):
            done = program.run("run", "gpu-capability", "--launches", "1", "--budget", "5s", "--label", f"run {number}")
            faults += done.faults()
            kept += done.code == 0 and re.search(r"kept as run", done.err) is not None
            # A full disk does not hide what was measured.
            if "[1/1]" in done.err and "gpu-capability" not in done.out:
                faults.append("no table though the workload was measured")
        shown = program.run("history", "--format", "json")
        faults += shown.faults()
        found = len(json.loads(shown.out)["runs"]) if shown.code == 0 else 0
        if found < kept:
            faults.append(f"{kept} runs were said to be kept, {found} are there")
        return [f"{size} KiB: {fault}" for fault in faults], kept
    finally:
        subprocess.run(["umount", str(place)], check=True)


def attack(path, folder, count, seed):
    if os.geteuid() != 0:
        return {"cases": 0, "faults": [], "note": "left out: mounting a tmpfs needs root"}
    results = [one(path, pathlib.Path(folder), size) for size in SIZES[:count]]
    return {"cases": len(results), "faults": [fault for found, _ in results for fault in found],
            "note": f"{sum(kept for _, kept in results)} of {3 * len(results)} runs fitted"}
