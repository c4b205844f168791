"""One kernel of Triton, or PyTorch's operation for the same work (implementation pytorch), on the same inputs. The first call compiles: its time
beyond that of a second call is the series compile-time."""
import importlib
import sys
import time

from .. import attentionreference, checks, dtypes, interpretation, kernels, seeds, switches
from ..errors import Unsupported
from ..family import Case
from ..freshcaches import FreshCaches

_ENTRIES = 4096
_LINES = 64  # rows and columns that are held against the reference: all of a large result would take the CPU minutes and its memory
_COMPILE_SECONDS = 1500.0
_LARGEST_ROW = 1 << 16
_EPSILON = 1e-5


def flop(params):
    """Model operations: products and sums of matrix products; softmax and layernorm 5 and 8 an entry (their reads and writes bound them)."""
    kernel = params.text("kernel")
    if kernel == "vector-add":
        return params.size("count")
    if kernel == "matmul":
        return 2 * params.size("m") * params.size("n") * params.size("k")
    if kernel == "attention":
        tokens = params.size("tokens")
        pairs = tokens * (tokens + 1) // 2 if params.flag("causal") else tokens * tokens
        return 4 * params.size("batch") * params.size("heads") * pairs * params.size("width")
    return {"softmax": 5, "layernorm": 8}[kernel] * params.size("rows") * params.size("columns")


class TritonKernel(Case):
    """Parameters kernel (vector-add: count; softmax, layernorm: rows, columns; matmul: m, n, k; attention: batch, heads, tokens, width, causal),
    implementation (triton, pytorch), dtype (fp32, bf16, fp16; matmul and attention in 16 bits only)."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        self.kernel = params.required_choice("kernel", "vector-add", "softmax", "matmul", "layernorm", "attention")
        self.implementation = params.required_choice("implementation", "triton", "pytorch")
        product = self.kernel in ("matmul", "attention")
        self.dtype = dtypes.read(params, *(("bf16", "fp16") if product else ("fp32", "bf16", "fp16")))
        self.type, self.source = self.dtype.of(self.torch), seeds.generator(self.torch, seed)
        self.compile_seconds = self.caches = None
        self.is_interpreted = self.implementation == "triton" and interpretation.is_on()
        build = getattr(self, "_" + self.kernel.replace("-", "_"))
        self.random = seeds.sampler(seed)
        self.inputs, self.output, ours, theirs, self.part, self.terms = build(params)
        self.run = self._ours(ours) if self.implementation == "triton" else theirs
        self.bytes = sum(tensor.numel() * tensor.element_size() for tensor in (*self.inputs, self.output))

    def activate(self):
        switches.set_gradients(self.torch, False)
        switches.set_tf32(self.torch, False)

    def first(self):
        with self.context.alive(_COMPILE_SECONDS):
            start = time.perf_counter()
            self.run()
            self.device.synchronize()
            middle = time.perf_counter()
            self.run()
            self.device.synchronize()
            self.compile_seconds = max(2 * middle - start - time.perf_counter(), 0.0)

    def check(self):
        """All entries of a small result, lines of a large one, against double precision on the CPU."""
        with self.context.alive():
            result, expected = (tensor.flatten() for tensor in self.part())
        count = expected.numel()
        at = self.torch.tensor(list(range(count)) if count <= _ENTRIES else [self.random.randrange(count) for _ in range(_ENTRIES)])
        references = expected[at].tolist()
        tolerance = 8 * self.dtype.roundoff + 8 * self.terms**0.5 * self.dtype.sum_roundoff
        return checks.compare(result[at].tolist(), references, checks.deviation(references), tolerance)

    @property
    def backend(self):
        if self.implementation == "pytorch":
            return kernels.describe(self.torch, self.device, f"torch {self.kernel}", self.run)
        import triton

        return f"triton {triton.__version__}: {self.kernel}" + (", interpreted" if self.is_interpreted else "")

    def extra(self):
        return {} if self.implementation == "pytorch" or self.is_interpreted else {"compile-time": [self.compile_seconds]}

    @property
    def uses_triton(self):
        return self.implementation == "triton"

    def close(self):
        if self.caches is not None:
            self.caches.close()

    # Kernels are kept in memory by the functions they are made of: those of a new module have none.
    def _ours(self, make):
        self.caches = FreshCaches()
        try:
            name = __package__.rpartition(".")[0] + ".tritonsource"
            sys.modules.pop(name, None)
            return make(importlib.import_module(name))
        except BaseException:
            self.caches.close()
            raise

    def _lines(self, count):
        return self.torch.tensor(sorted(self.random.sample(range(count), min(count, _LINES))))

    def _double(self, tensor):
        return tensor.cpu().double()

    def _normals(self, *shape):
        return seeds.normals(self.torch, self.source, shape, self.type, self.device.id)

    def _empty(self, *shape):
        return self.torch.full(shape, -77.0, dtype=self.type, device=self.device.id)  # no result is ever all of this

    def _vector_add(self, params):
        torch, count, block = self.torch, params.size("count"), 1024
        x, y, z = self._normals(count), self._normals(count), self._empty(count)

        def ours(source):
            grid = (-(-count // block),)
            return lambda: source.vector_add[grid](x, y, z, count, BLOCK=block)

        def part():
            at = torch.tensor([self.random.randrange(count) for _ in range(_ENTRIES)] + [0, count - 1], device=z.device)
            return self._double(z[at]), self._double(x[at]) + self._double(y[at])

        return (x, y), z, ours, lambda: torch.add(x, y, out=z), part, 1

    def _softmax(self, params):
        torch, (rows, columns) = self.torch, self._rows(params)
        x, y, block = self._normals(rows, columns), self._empty(rows, columns), 1 << (columns - 1).bit_length()

        def ours(source):
            return lambda: source.softmax[(rows,)](x, y, columns, BLOCK=block, num_warps=_warps(block))

        return (x,), y, ours, lambda: torch.softmax(x, 1, out=y), self._rows_by(x, lambda x: x.softmax(1)), columns

    def _layernorm(self, params):
        torch, (rows, columns) = self.torch, self._rows(params)
        x, w, b, y = self._normals(rows, columns), self._normals(columns), self._normals(columns), self._empty(rows, columns)
        block, norm = 1 << (columns - 1).bit_length(), torch.nn.functional.layer_norm

        def ours(source):
            return lambda: source.layernorm[(rows,)](x, w, b, y, columns, _EPSILON, BLOCK=block, num_warps=_warps(block))

        def theirs():
            self.output = norm(x, (columns,), w, b, _EPSILON)

        weights = self._double(w), self._double(b)
        return (x, w, b), y, ours, theirs, self._rows_by(x, lambda x: norm(x, (columns,), *weights, _EPSILON)), columns

    def _matmul(self, params):
        torch, m, n, k = self.torch, params.size("m"), params.size("n"), params.size("k")
        a, b, c = self._normals(m, k), self._normals(k, n), self._empty(m, n)
        sizes = {"BLOCK_M": 128, "BLOCK_N": 128, "BLOCK_K": 32, "GROUP": 8}

        def ours(source):
            grid = (-(-m // sizes["BLOCK_M"]) * -(-n // sizes["BLOCK_N"]),)
            return lambda: source.matmul[grid](a, b, c, m, n, k, **sizes, num_warps=8)

        def part():
            rows, columns = self._lines(m).to(c.device), self._lines(n).to(c.device)
            return self._double(c[rows][:, columns]), self._double(a[rows]) @ self._double(b[:, columns])

        return (a, b), c, ours, lambda: torch.mm(a, b, out=c), part, k

    def _attention(self, params):
        torch, causal = self.torch, params.flag("causal")
        batch, heads, tokens, width = (params.size(name) for name in ("batch", "heads", "tokens", "width"))
        if width not in (16, 32, 64, 128):
            raise Unsupported("parameter 'width' must be 16, 32, 64 or 128")
        q, k, v = (self._normals(batch, heads, tokens, width) for _ in range(3))
        o = self._empty(batch, heads, tokens, width)

        def ours(source):
            grid = (-(-tokens // 64), batch * heads)
            return lambda: source.attention[grid](q, k, v, o, tokens, width**-0.5, WIDTH=width, CAUSAL=causal, BLOCK_Q=64, BLOCK_K=64, num_warps=4)

        def theirs():
            self.output = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=causal)

        def part():
            batch_at, head = self.random.randrange(batch), self.random.randrange(heads)
            query, key, value = (tensor[batch_at, head].cpu() for tensor in (q, k, v))
            return self._double(self.output[batch_at, head]), attentionreference.group(torch, query[None], key, value, causal)[0]

        return (q, k, v), o, ours, theirs, part, tokens

    def _rows_by(self, x, reference):
        def part():
            rows = self._lines(x.shape[0]).to(x.device)
            return self._double(self.output[rows]), reference(self._double(x[rows]))

        return part

    @staticmethod
    def _rows(params):
        if params.size("columns") > _LARGEST_ROW:
            raise Unsupported(f"one program holds a row: at most {_LARGEST_ROW} columns")
        return params.size("rows"), params.size("columns")


def _warps(block):
    return 4 if block < 4096 else 8 if block < 16384 else 16
