"""One rank of a DeepSpeed training."""
import time


def decoder(torch, width, layers, heads):
    """Layers of causal attention and a feed-forward net four times as wide, normalised before each; the weights of torch's defaults."""
    nn, functional = torch.nn, torch.nn.functional

    class Layer(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
            self.qkv, self.projection = nn.Linear(width, 3 * width), nn.Linear(width, width)
            self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

        def forward(self, x):
            batch, tokens, _ = x.shape
            q, k, v = (part.view(batch, tokens, heads, width // heads).transpose(1, 2) for part in self.qkv(self.norm1(x)).chunk(3, -1))
            mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.projection(mixed.transpose(1, 2).reshape(batch, tokens, width))
            return x + self.down(functional.gelu(self.up(self.norm2(x))))

    return nn.Sequential(*[Layer() for _ in range(layers)])


def tensors_of(value, torch, depth=4):
    """All tensors in an object's attributes, lists and dictionaries; buffers of communication are not model state."""
    if torch.is_tensor(value):
        yield value
        for name in ("grad", "ds_tensor"):
            inner = getattr(value, name, None)
            if torch.is_tensor(inner):
                yield inner
    elif depth > 0 and isinstance(value, dict):
        for key, inner in value.items():
            if not (isinstance(key, str) and ("ipg" in key or "bucket" in key)):
                yield from tensors_of(inner, torch, depth - 1)
            if torch.is_tensor(key):
                yield from tensors_of(key, torch, 0)
    elif depth > 0 and isinstance(value, (list, tuple, set)):
        for inner in value:
            yield from tensors_of(inner, torch, depth - 1)


def bytes_of(tensors):
    """Memory behind them, each storage counted once."""
    storages = {}
    for tensor in tensors:
        storage = tensor.untyped_storage() if hasattr(tensor, "untyped_storage") else tensor.storage()
        storages[(str(tensor.device), storage.data_ptr())] = storage.nbytes()
    return sum(storages.values())


class Rank:
    def __init__(self, setup):
        import torch

        self.torch, self.setup, self.losses = torch, setup, []
        torch.set_num_threads(setup["threads"])
        torch.manual_seed(setup["seed"])  # before DeepSpeed spreads rank 0's weights, all have the same
        self.module, device = None, "cpu"
        if setup["device"] != "cpu":
            self.module = getattr(torch, setup["device"])
            self.module.set_device(setup["index"])
            device = f"{setup['device']}:{setup['index']}"
        import deepspeed

        deepspeed.init_distributed(
            dist_backend=setup["library"], auto_mpi_discovery=False, init_method=setup["rendezvous"], rank=setup["rank"], world_size=setup["ranks"])
        net = decoder(torch, setup["width"], setup["layers"], setup["heads"])
        self.count = sum(parameter.numel() for parameter in net.parameters())
        self.engine = deepspeed.initialize(model=net, model_parameters=net.parameters(), config=setup["settings"])[0]
        dtype, source = getattr(torch, setup["dtype"]), torch.Generator().manual_seed(setup["seed"] + 1 + setup["rank"])
        shape = (setup["batch"], setup["tokens"], setup["width"])
        self.input, self.target = (torch.randn(*shape, generator=source).to(dtype).to(device) for _ in range(2))
        self.held = 0

    def step(self, look=False):
        loss = self.torch.nn.functional.mse_loss(self.engine(self.input).float(), self.target.float())
        self.engine.backward(loss)
        if look:  # here the gradients are held as well
            optimizer = self.engine.optimizer
            inner = getattr(optimizer, "optimizer", None)
            parts = [list(self.engine.module.parameters()), vars(optimizer)] + ([inner.state, inner.param_groups] if inner is not None else [])
            self.held = bytes_of(tensor for part in parts for tensor in tensors_of(part, self.torch))
        self.engine.step()
        return loss

    def wait(self):
        if self.module is not None:
            self.module.synchronize()

    def answer(self, question):
        if "steps" in question:
            losses = [float(self.step(look=index == 1).detach()) for index in range(question["steps"])]
            return {"losses": losses, "held": self.held, "stage": int(self.engine.zero_optimization_stage()), "count": self.count,
                    "optimizer": type(self.engine.optimizer).__name__}
        if "samples" in question:
            return self.sample(question["iterations"], question["samples"])
        return {"ready": True}

    def sample(self, iterations, samples):
        seconds, loss = [], None
        for _ in range(samples):
            self.wait()
            self.torch.distributed.barrier()
            start = time.perf_counter_ns()
            for _ in range(iterations):
                loss = self.step()
            self.wait()
            seconds.append((time.perf_counter_ns() - start) / (1e9 * iterations))
        return {"seconds": seconds, "loss": float(loss.detach())}
