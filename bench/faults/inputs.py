"""Mutated files of every importer and mutated run documents: taken or refused with a sentence."""
import pathlib
import random
from concurrent.futures import ThreadPoolExecutor

from program import Program


def mutated(data, chance):
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        where = chance.randrange(len(data) + 1)
        what = chance.randrange(6)
        if what == 0:
            del data[where:where + chance.choice((1, 10, 1000))]
        elif what == 1:
            data[where:where] = chance.choice((b"\0", b"\xff\xfe", b'"', b"}", b"-1e999", b"NaN", b"\xed\xa0\x80", b",,,,", b"[" * 5000, b"9" * 400))
        elif what == 2 and data:
            data[where % len(data)] = chance.randrange(256)
        elif what == 3:
            del data[where:]
        elif what == 4:
            piece = data[where:where + 200]
            data[where:where] = piece * chance.choice((1, 20))
        else:
            data = data.replace(chance.choice((b"0", b"1", b".", b":", b"true")), chance.choice((b"null", b"-", b"", b"1e308")), 3)
    return bytes(data)


def attack(path, folder, count, seed, samples):
    originals = [file.read_bytes() for file in sorted(pathlib.Path(samples).iterdir()) if file.is_file() and file.stat().st_size < 1_000_000]
    program = Program(path, folder / "inputs")

    def one(number):
        chance = random.Random(seed * 1_000_003 + number)
        file = program.home / f"input-{number}"
        file.write_bytes(mutated(chance.choice(originals), chance))
        done = program.run("import", "--dry-run", file, limit=30)
        faults = [f"input {number} of seed {seed}: {fault}" for fault in done.faults()]
        if not faults:
            file.unlink()
        return faults, done.code

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(one, range(count)))
    taken = sum(code == 0 for _, code in results)
    return {"cases": count, "faults": [fault for found, _ in results for fault in found], "note": f"{taken} taken, {count - taken} refused"}
