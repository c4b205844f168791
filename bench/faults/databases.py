"""Damaged databases: every verb that reads says so in a sentence; what can be read is shown."""
import pathlib
import random
import shutil
import sqlite3

from program import Program

READERS = (("history",), ("show", "latest"), ("trend",), ("doctor",), ("history", "--format", "json"))


def damaged(file, number, chance):
    data = bytearray(file.read_bytes())
    kind = number % 6
    if kind == 0:
        for _ in range(20):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif kind == 1:
        del data[chance.randrange(len(data)):]
    elif kind == 2:
        page = chance.randrange(len(data) // 4096) * 4096
        data[page:page + 4096] = bytes(4096)
    elif kind == 3:
        data[:16] = chance.randbytes(16)
    elif kind == 4:
        data = bytearray(chance.randbytes(chance.choice((0, 1, 100, 50_000))))
    file.write_bytes(data)
    if kind == 5:
        with sqlite3.connect(file) as database:
            database.execute(chance.choice((
                "pragma user_version = -1", "pragma user_version = 99", "drop table runs", "update runs set header = '{'",
                "update runs set started_at = 'yesterday'", "pragma user_version = 0")))


def attack(path, folder, count, seed):
    whole = Program(path, folder / "whole")
    for number in range(3):
        made = whole.run("run", "gpu-capability", "memory-bandwidth", "--only", "gpu*", "--launches", "1", "--label", f"run {number}", "--budget", "5s")
        if made.code != 0:
            return {"cases": 0, "faults": [f"no run to damage: {made.err[-200:]}"], "note": ""}
    faults, readable = [], 0
    for number in range(count):
        program = Program(path, folder / f"database-{number}")
        shutil.copytree(whole.home, program.home, dirs_exist_ok=True)
        try:
            damaged(program.home / "stackbench.db", number, random.Random(seed + number))
        except sqlite3.Error as error:
            faults.append(f"database {number}: the campaign's own statement failed: {error}")
        for verb in READERS:
            done = program.run(*verb, limit=30)
            readable += done.code == 0 and verb[0] != "doctor"
            faults += [f"database {number}, {' '.join(verb)}: {fault}" for fault in done.faults()]
        shutil.rmtree(program.home)
    return {"cases": count, "faults": faults, "note": f"{readable} of {count * (len(READERS) - 1)} reading calls had an answer"}
