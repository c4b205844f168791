"""A straightforward load client: asyncio and httpx, a task per stream. Usage: client.py URL STREAMS REQUESTS TOKENS"""
import asyncio
import json
import sys
import time

import httpx


async def one(client, url, tokens):
    """Time of each token event of a response."""
    times = []
    body = {
        "model": "null", "messages": [{"role": "user", "content": "a few words"}], "max_tokens": tokens, "stream": True,
        "stream_options": {"include_usage": True},
    }
    async with client.stream("POST", url, json=body) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            now = time.perf_counter_ns()
            if not line.startswith("data: ") or line.startswith("data: [DONE]"):
                continue
            event = json.loads(line[6:])
            if event["choices"] and event["choices"][0]["delta"].get("content"):
                times.append(now)
    return times


async def user(client, url, left, tokens, all_times):
    while left:
        left.pop()
        all_times.append(await one(client, url, tokens))


async def main(url, streams, requests, tokens):
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(limits=limits, timeout=None, trust_env=False) as client:
        await asyncio.gather(*(one(client, url, tokens) for _ in range(streams)))
        left, all_times = [None] * requests, []
        start, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(user(client, url, left, tokens, all_times) for _ in range(streams)))
        seconds = time.perf_counter() - start
        print(f"{sum(map(len, all_times)) / seconds:.0f} events/s, client CPU {(time.process_time() - cpu) / seconds:.2f} cores")


asyncio.run(main(sys.argv[1].rstrip("/") + "/v1/chat/completions", *map(int, sys.argv[2:5])))
