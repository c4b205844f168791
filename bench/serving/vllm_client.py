"""A closed loop of chat requests, measured by the definitions that `vllm bench serve` publishes, in plain Python.

Usage: vllm_client.py HOST:PORT CONCURRENCY REQUESTS TOKENS PROMPTS.jsonl; prints one JSON object, times in seconds.

TTFT: the first event with choices - the time of sending. TPOT: (last event with choices - first) / (output tokens - 1). Output rate: output tokens of all
requests / time from the first to the end of the last. Output tokens are usage's, from whatever event has it: vLLM's client looks only into
events without choices, where llama-server's chat has it.
"""
import asyncio
import json
import statistics
import sys
import time


async def one(host, port, prompt, tokens):
    body = json.dumps({
        "model": "", "messages": [{"role": "user", "content": prompt}], "max_tokens": tokens, "temperature": 0, "stream": True,
        "stream_options": {"include_usage": True}, "ignore_eos": True,
    }).encode()
    head = (f"POST /v1/chat/completions HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\nConnection: close\r\n"
            f"Content-Length: {len(body)}\r\n\r\n")
    start = time.perf_counter()
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(head.encode() + body)
    first = last = count = None
    while line := await reader.readline():
        if not line.startswith(b"data: "):
            continue
        if line.startswith(b"data: [DONE]"):
            break
        now = time.perf_counter()
        event = json.loads(line[6:])
        if event.get("choices"):
            first, last = first or now, now
        if event.get("usage"):
            count = event["usage"]["completion_tokens"]
    writer.close()
    if count != tokens:
        raise SystemExit(f"{count} tokens came instead of {tokens}")
    return first - start, (last - first) / (count - 1), count


async def main(address, concurrency, requests, tokens, file):
    host, port = address.split(":")
    concurrency, requests, tokens = int(concurrency), int(requests), int(tokens)
    with open(file, encoding="utf-8") as lines:
        prompts = [json.loads(line)["prompt"] for line in lines][:requests + concurrency]
    await asyncio.gather(*(one(host, int(port), prompts.pop(), tokens) for _ in range(concurrency)))
    results = []

    async def user():
        while prompts:
            results.append(await one(host, int(port), prompts.pop(), tokens))

    start = time.perf_counter()
    await asyncio.gather(*(user() for _ in range(concurrency)))
    seconds = time.perf_counter() - start
    print(json.dumps({
        "ttft": statistics.median(result[0] for result in results), "tpot": statistics.median(result[1] for result in results),
        "rate": sum(result[2] for result in results) / seconds,
    }))


asyncio.run(main(*sys.argv[1:]))
