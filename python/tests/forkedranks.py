"""``SETUP...``: what the ranks of each setup answer to ten steps by every strategy, as a line of JSON each. Ranks are forked after torch is imported,
which is most of the time of real ones."""
import json
import os
import sys
import tempfile

import torch
import torch.distributed.device_mesh  # before the fork

from stackbench_worker import torchrank

torchrank.fully_shard(torch)


def main(setup):
    ranks = setup["ranks"]
    folder, pipes = tempfile.mkdtemp(), [os.pipe() for _ in range(ranks)]
    for rank, (_, output) in enumerate(pipes):
        if os.fork() == 0:
            try:
                found = {}
                for strategy in ("ddp", "fsdp2"):
                    place = "file://" + os.path.join(folder, strategy)
                    made = torchrank.Rank({**setup, "strategy": strategy, "rank": rank, "index": rank, "rendezvous": place})
                    found[strategy] = made.answer({"steps": 10})
                    torch.distributed.destroy_process_group()
            except BaseException as error:
                found = {"failure": f"{type(error).__name__}: {error}"}
            os.write(output, json.dumps(found).encode() + b"\n")
            os._exit(0)
        os.close(output)
    answers = []
    for source, _ in pipes:
        with os.fdopen(source) as lines:
            answers.append(json.loads(lines.readline()))
    print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    for text in sys.argv[1:]:
        main(json.loads(text))
