"""`stackbench serving` against a client by vLLM's definitions, alternating on one llama-server.

Usage: vllm.py STACKBENCH LLAMA_SERVER MODEL.gguf [ROUNDS [together]]; STACKBENCH is a program, or a .dll for dotnet. Prints the medians of the ratios of
each round (two turns of each client: one, the other, the other, the one), StackBench's value over the other, and the load average before
and after. Both send prompts of equally many tokens, none twice (the
server would find it in its cache). A shared machine's speed changes within a minute, hence many short rounds; `ttft*` and `tpot*` are the same
ratios after each value was divided by what the server's own log says of the same requests (prompt eval time, eval time per token; the former
leaves out the wait for other requests, so it is of use at concurrency 1 alone). At concurrency 4 TTFT has two levels on a slow server, as the
four users fall into step or not. `together`: both clients with as many users each at the same time,
so that most of both runs meets the same server and the same noise (StackBench begins a second earlier). Take a model whose tokens last some milliseconds on one core, such as synthetic-100m-Q4_0
(`stackbench run llm --suite standard` writes it to the store's models folder).
"""
import json
import os
import pathlib
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).parent
WORDS, TOKENS = 64, 64


def listening(port):
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("llama-server does not come up")


def prompts(file, count, seed):
    """Prompts of the same WORDS made-up words in any order, as JSON lines: each is new to the server, and all have the same number of tokens or nearly."""
    rng = random.Random(0)
    words = ["".join(rng.choice("bdfghklmnprstvz") + rng.choice("aeiou") for _ in range(2)) for _ in range(WORDS)]
    rng = random.Random(seed)
    file.write_text("".join(json.dumps({"prompt": " ".join(rng.sample(words, WORDS))}) + "\n" for _ in range(count)))
    return str(file)


def own(program, port, concurrency, requests, home, file):
    command = (["dotnet", program] if program.endswith(".dll") else [program]) + [
        "serving", "--endpoint", f"http://127.0.0.1:{port}", "-c", str(concurrency), "--requests", str(requests), "--dataset", file,
        "--output", str(TOKENS), "--launches", "1", "--format", "json"]
    document = json.loads(subprocess.run(
        command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "STACKBENCH_HOME": home}).stdout)
    series = document["results"][0]["launches"][0]["series"]
    return {"ttft": series["median-ttft-send"][0], "tpot": series["median-tpot"][0], "rate": series["whole-run-token-rate"][0]}


def by_server(log, start):
    """Medians of what llama-server logged behind a place of its log, in seconds."""
    text = log.read_text(errors="replace")[start:]
    found = {"ttft": re.findall(r"prompt eval time = +([\d.]+) ms", text), "tpot": re.findall(r"[|:] +eval time = .*?\( *([\d.]+) ms per token", text)}
    return {name: statistics.median(map(float, values)) / 1000 for name, values in found.items()}


def built(folder):
    """The other client, compiled."""
    program = folder / "vllm_client"
    subprocess.run(["cc", "-O2", "-pthread", "-o", str(program), str(HERE / "vllm_client.c")], check=True)
    return program


def other(client, port, concurrency, requests, file):
    command = [str(client), f"127.0.0.1:{port}", str(concurrency), str(requests), str(TOKENS), file]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def in_turn(pair, turn, log):
    """One, the other, the other, the one: a server that gets steadily slower or faster does so to both. Means of the two turns of each."""
    turns = ([], [])
    for which in (0, 1, 1, 0) if turn % 2 == 0 else (1, 0, 0, 1):
        start = len(log.read_text(errors="replace"))
        values = pair[which]()
        time.sleep(0.5)
        turns[which].append(values | {name + "*": values[name] / took for name, took in by_server(log, start).items()})
    return [{name: statistics.mean(values[name] for values in one) for name in one[0]} for one in turns]


def at_once(pair):
    with ThreadPoolExecutor() as both:
        mine = both.submit(pair[0])
        # StackBench first asks the server who it is and sends a request of its own.
        time.sleep(1)
        theirs = both.submit(pair[1])
        return mine.result(), theirs.result()


def main(program, server, model, rounds=9, how="alternating"):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    # A core for the clients: on the server's cores the dearer client slows the server, and the ratio tells that, not the definitions.
    threads = max(1, os.cpu_count() - 1)
    log = pathlib.Path(tempfile.mkdtemp()) / "server.log"
    client = built(log.parent)
    process = subprocess.Popen(
        [server, "--model", model, "--host", "127.0.0.1", "--port", str(port), "--parallel", "8", "--ctx-size", "16384", "--threads", str(threads), "--threads-batch", str(threads),
         "--device", "none", "--cache-ram", "0"], stdout=subprocess.DEVNULL, stderr=log.open("wb"))
    try:
        listening(port)
        print("load average before:", *os.getloadavg())
        for concurrency, requests in ((1, 12), (4, 32)):
            found = []
            for turn in range(int(rounds)):
                with tempfile.TemporaryDirectory() as home:
                    fresh = iter([prompts(pathlib.Path(home) / f"{which}.jsonl", requests + concurrency, 1000 * concurrency + 4 * turn + which) for which in range(4)])
                    pair = (lambda: own(program, port, concurrency, requests, home, next(fresh)),
                            lambda: other(client, port, concurrency, requests, next(fresh)))
                    mine, theirs = at_once(pair) if how == "together" else in_turn(pair, turn, log)
                print(f"  concurrency {concurrency}:", *(f"{name} {mine[name]:.5g} / {theirs[name]:.5g}" for name in mine), flush=True)
                found.append({name: mine[name] / theirs[name] for name in mine})
            print(f"concurrency {concurrency}, {requests} requests, n = {rounds}, medians of ratios:",
                  *(f"{name} {statistics.median(ratio[name] for ratio in found):.3f}" for name in found[0]), flush=True)
        print("load average after:", *os.getloadavg())
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(log.parent)


main(*sys.argv[1:])
