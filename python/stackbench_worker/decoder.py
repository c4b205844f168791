"""The model that all trainings share."""


def decoder(torch, width, layers, heads, checkpointing=False):
    """Layers of causal attention and a feed-forward net four times as wide, normalised before each; the weights of torch's defaults.
    ``checkpointing``: each layer keeps its input alone, and backward computes it once more."""
    nn, functional = torch.nn, torch.nn.functional

    class Layer(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
            self.qkv, self.projection = nn.Linear(width, 3 * width), nn.Linear(width, width)
            self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

        def forward(self, x):
            if checkpointing and self.training:
                from torch.utils.checkpoint import checkpoint

                return checkpoint(self._compute, x, use_reentrant=False)
            return self._compute(x)

        def _compute(self, x):
            batch, tokens, _ = x.shape
            q, k, v = (part.view(batch, tokens, heads, width // heads).transpose(1, 2) for part in self.qkv(self.norm1(x)).chunk(3, -1))
            mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.projection(mixed.transpose(1, 2).reshape(batch, tokens, width))
            return x + self.down(functional.gelu(self.up(self.norm2(x))))

    return nn.Sequential(*[Layer() for _ in range(layers)])


def data(torch, setup, rank):
    """Inputs and targets of a rank in single precision: micro-batches x batch x tokens x width, a tensor each, N(0,1)."""
    source = torch.Generator().manual_seed(setup["seed"] + 1 + rank)
    shape = (setup["accumulation"], setup["batch"], setup["tokens"], setup["width"])
    return [torch.randn(*shape, generator=source) for _ in range(2)]
