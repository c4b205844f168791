"""Attacks a published stackbench and counts what must never be seen: internal errors, lost results, orphans, hangs, contradictions.

Usage: campaign.py STACKBENCH [--seed N] [--kills N] [--engines N] [--servers N] [--inputs N] [--databases N] [--disks N] [--limit SECONDS] [--samples FOLDER]
STACKBENCH is a program, or a .dll for dotnet. The defaults are CI's and take less than five minutes; campaign.sh has the long ones.
Exit code 1 where anything was seen.
"""
import argparse
import pathlib
import shutil
import sys
import tempfile
import time

import databases
import disks
import engines
import inputs
import kills
import servers

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seed", type=int, default=1)
    for name, usual in (("kills", 100), ("engines", 60), ("servers", 30), ("inputs", 2000), ("databases", 30), ("disks", 10)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--limit", type=float, default=float("inf"), help="seconds after which no attack begins")
    parser.add_argument("--samples", default=HERE / "../../test/StackBench.Tests/Exchange/Imports")
    told = parser.parse_args()
    attacks = {
        "kills": kills.attack, "engines": engines.attack, "servers": servers.attack,
        "inputs": lambda *given: inputs.attack(*given, told.samples), "databases": databases.attack, "disks": disks.attack,
    }
    folder = pathlib.Path(tempfile.mkdtemp(prefix="stackbench-campaign-"))
    program = str(pathlib.Path(told.program).resolve())
    print(f"seed {told.seed}\n{'attack':<12}{'cases':>7}{'faults':>8}{'seconds':>9}  note", flush=True)
    seen, begin = [], time.monotonic()
    for name, attack in attacks.items():
        if (count := getattr(told, name)) == 0:
            continue
        start = time.monotonic()
        if start - begin > told.limit:
            print(f"{name:<12} left out: {told.limit:.0f} s are over", flush=True)
            continue
        found = attack(program, folder, count, told.seed)
        seen += [f"{name}: {fault}" for fault in found["faults"]]
        print(f"{name:<12}{found['cases']:>7}{len(found['faults']):>8}{time.monotonic() - start:>9.0f}  {found['note']}", flush=True)
    print("\n".join(seen[:50]))
    if seen:
        print(f"{len(seen)} faults; what they left is in {folder}")
    else:
        shutil.rmtree(folder)
        print("nothing that must not be seen")
    sys.exit(1 if seen else 0)


main()
