"""A closed loop of chat requests, measured by the definitions that `vllm bench serve` publishes, in plain Python.

Usage: vllm_client.py HOST:PORT CONCURRENCY REQUESTS TOKENS PROMPTS.jsonl; prints one JSON object, times in seconds.

TTFT: the first event with choices - the time of sending. TPOT: (last event with choices - first) / (output tokens - 1). Output rate: output tokens of all
requests / time from the first to the end of the last. Connections stay open for the next request, as that client's do. Output tokens are usage's, from whatever event has it: vLLM's client looks only into
events without choices, where llama-server's chat has it.
"""
import asyncio
import json
import statistics
import sys
import time


class Connection:
    """One that its user keeps, and opens anew where the server closed it."""

    def __init__(self, host, port):
        self.host, self.port, self.streams = host, port, None

    async def post(self, body):
        """Sends a request; gives the lines of its answer, each when it comes."""
        head = (f"POST /v1/chat/completions HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n")
        line = b""
        while not line:
            is_kept = self.streams is not None and not self.streams[0].at_eof()
            if not is_kept:
                self.streams = await asyncio.open_connection(self.host, self.port)
            reader, writer = self.streams
            writer.write(head.encode() + body)
            try:
                line = await reader.readline()
            except ConnectionError:
                line = b""
            # A server may close what it kept at any moment: then, and only then, the request is sent once more.
            self.streams = self.streams if line else None
            if not line and not is_kept:
                raise SystemExit("the server closed the connection")
        keeps = True
        while (line := await reader.readline()).strip():
            keeps &= line.strip().lower() != b"connection: close"
        if not line:
            raise SystemExit("the server closed the connection within the headers")
        # Chunks: a length, the bytes, an empty line; the last is of length 0.
        while length := int(await reader.readline() or b"0", 16):
            for line in (await reader.readexactly(length)).splitlines():
                yield line
            await reader.readline()
        await reader.readline()
        if not keeps:
            writer.close()
            self.streams = None


async def one(connection, prompt, tokens):
    body = json.dumps({
        "model": "", "messages": [{"role": "user", "content": prompt}], "max_tokens": tokens, "temperature": 0, "stream": True,
        "stream_options": {"include_usage": True}, "ignore_eos": True,
    }).encode()
    start = time.perf_counter()
    first = last = count = None
    async for line in connection.post(body):
        if not line.startswith(b"data: ") or line.startswith(b"data: [DONE]"):
            continue
        now = time.perf_counter()
        event = json.loads(line[6:])
        if event.get("choices"):
            first, last = first or now, now
        if event.get("usage"):
            count = event["usage"]["completion_tokens"]
    if count != tokens:
        raise SystemExit(f"{count} tokens came instead of {tokens}")
    return first - start, (last - first) / (count - 1), count


async def main(address, concurrency, requests, tokens, file):
    host, port = address.split(":")
    concurrency, requests, tokens = int(concurrency), int(requests), int(tokens)
    with open(file, encoding="utf-8") as lines:
        prompts = [json.loads(line)["prompt"] for line in lines][:requests + concurrency]
    connections = [Connection(host, int(port)) for _ in range(concurrency)]
    await asyncio.gather(*(one(connection, prompts.pop(), tokens) for connection in connections))
    results = []

    async def user(connection):
        while prompts:
            results.append(await one(connection, prompts.pop(), tokens))

    start = time.perf_counter()
    await asyncio.gather(*map(user, connections))
    seconds = time.perf_counter() - start
    print(json.dumps({
        "ttft": statistics.median(result[0] for result in results), "tpot": statistics.median(result[1] for result in results),
        "rate": sum(result[2] for result in results) / seconds,
    }))


asyncio.run(main(*sys.argv[1:]))
