"""One decoded token of every sequence against a cache in pages, which lie in a random order, as those of a server that has run for a while."""
from .. import attentionlibraries, attentionreference, checks, dtypes, kernels, pagedattention, seeds, switches
from ..errors import Unsupported
from ..family import Case

_COMPILE_SECONDS = 600.0
_UNUSED = 100.0  # entries behind the last token: a kernel that reads them is seen


def flop(params):
    """4 B Hq D operations for every key: those of the query that sees all of them; softmax not counted."""
    return 4 * params.size("b") * params.size("hq") * params.size("d") * params.size("sk")


class PagedDecode(Case):
    """Parameters b, hq, hkv, sk (tokens in the cache, of every sequence), d, page (tokens), dtype (fp32, bf16, fp16), kernel (gather: pages copied
    together, then matrix products; flash-attn, flash-attn-3, flash-attn-4, flashinfer: paged kernels)."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        torch = self.torch
        self.b, self.hq, self.hkv, self.sk, self.d, page = (params.size(name) for name in ("b", "hq", "hkv", "sk", "d", "page"))
        self.dtype = dtypes.read(params, "fp32", "bf16", "fp16")
        self.kernel = params.required_choice("kernel", *pagedattention.KERNELS)
        if self.hq % self.hkv:
            raise Unsupported("parameter 'hq' must be a multiple of 'hkv'")
        least = pagedattention.KERNELS[self.kernel].pages
        if page % least:
            raise Unsupported(f"{self.kernel} takes pages of a multiple of {least} tokens", "use another kernel, or larger pages")
        dtype, source = self.dtype.of(torch), seeds.generator(torch, seed)
        self.query = seeds.normals(torch, source, (self.b, self.hq, self.d), dtype, device.id)
        self.dense = [seeds.normals(torch, source, (self.b, self.sk, self.hkv, self.d), dtype, "cpu") for _ in range(2)]
        each = -(-self.sk // page)
        order = torch.randperm(self.b * each, generator=source)
        table = order.view(self.b, each).to(torch.int32)
        keys, values = (self._pages(tensor, order, each, page).to(device.id) for tensor in self.dense)
        self.bytes = sum(tensor.numel() * tensor.element_size() for tensor in (keys, values, self.query)) + 2 * self._size
        self.activate()
        cache = pagedattention.Cache(self.query, keys, values, table.to(device.id), self.sk)
        with context.alive(_COMPILE_SECONDS):  # some libraries compile now
            self.title, self.run = pagedattention.bind(torch, self.kernel, cache)

    def activate(self):
        switches.set_gradients(self.torch, False)
        switches.set_tf32(self.torch, False)

    def first(self):
        with self.context.alive(_COMPILE_SECONDS):
            attentionlibraries.require(self.kernel, self.run)
            self.device.synchronize()

    @property
    def backend(self):
        return kernels.describe(self.torch, self.device, self.title, self.run)

    @property
    def tolerance(self):
        """Rounding of scores and result, as for op attention: the composition rounds the scores in the type."""
        return (256 if self.dtype.size > 2 else 16 if self.kernel == "gather" else 8) * self.dtype.roundoff

    def check(self):
        """All heads of a group of one sequence against attention in double precision over the tokens in their order."""
        random = seeds.sampler(self.seed)
        batch, head = random.randrange(self.b), random.randrange(self.hkv)
        size = self.hq // self.hkv
        heads = slice(head * size, (head + 1) * size)
        with self.context.alive():
            key, value = (tensor[batch, :, head] for tensor in self.dense)
            expected = attentionreference.group(self.torch, self.query[batch, heads].cpu()[:, None], key, value, causal=False)[0]
            found = self.run()[batch, heads].cpu().double().flatten().tolist()
        references = expected.flatten().tolist()
        return checks.compare(found, references, checks.deviation(references), self.tolerance)

    def _pages(self, tensor, order, each, page):
        torch = self.torch
        padded = torch.full((self.b, each * page, self.hkv, self.d), _UNUSED, dtype=tensor.dtype)
        padded[:, :self.sk] = tensor
        pages = torch.empty(self.b * each, page, self.hkv, self.d, dtype=tensor.dtype)
        pages[order] = padded.view(self.b * each, page, self.hkv, self.d)
        return pages

    @property
    def _size(self):
        return self.b * self.hq * self.d * self.dtype.size
