"""Memory of a device and the ways to it. ``bytes`` is the size of one array; what a call moves is ``moved``."""
from .. import checks, kernels, seeds
from ..errors import Unsupported
from ..family import Case

_SCALAR = 3.0
_SAMPLED_ENTRIES = 4096
_ARRAYS = {"copy": 2, "triad": 3, "read": 1, "write": 1, "h2d": 1, "d2h": 1, "p2p": 1}


def moved(params):
    """Bytes a call moves: copy 2, triad 3, read, write and transfers 1 times the array; the read of a line before it is written not counted."""
    return _ARRAYS[_kind(params)] * params.size("bytes")


def _kind(params):
    return params.required_choice("kind", *_ARRAYS)


class Memory(Case):
    """Parameters kind (copy, triad, read, write, h2d, d2h, p2p), bytes, pinned (host memory of h2d and d2h), peer (device id of p2p). Arrays are
    fp32 with distinct values."""

    def __init__(self, params, device, seed, context):
        super().__init__(params, device, seed, context)
        self.kind = _kind(params)
        self.count = params.size("bytes") // 4
        if self.count < 1:
            raise Unsupported("parameter 'bytes' must be at least 4")
        if self.kind in ("h2d", "d2h", "p2p") and device.is_cpu:
            raise Unsupported(f"{self.kind} needs a GPU", "name a GPU with --device")
        self.call = getattr(self, "_" + self.kind)()
        self.bytes = 4 * self.count * {"copy": 2, "triad": 3, "read": 1, "write": 1}.get(self.kind, 2)

    def activate(self):
        self.torch.set_grad_enabled(False)

    def run(self):
        self.call()

    @property
    def backend(self):
        if self.kind in ("h2d", "d2h", "p2p"):
            return self.title
        return kernels.describe(self.torch, self.device, self.title, self.call)

    def check(self):
        """Entries of the result, which held other values before, against what they must be. A sum is held against one in doubles."""
        result, expected, tolerance = self.expect()
        count = result.numel()
        random = seeds.sampler(self.seed)
        entries = range(count) if count <= _SAMPLED_ENTRIES else [0, count - 1, *(random.randrange(count) for _ in range(_SAMPLED_ENTRIES))]
        entries = self.torch.tensor(list(entries))
        got = result[entries.to(result.device)].cpu().double()
        return checks.compare(got.tolist(), expected(entries).tolist(), 1.0, tolerance)

    # Distinct finite values, alike on every device: a permuted ramp around 1.
    def _values(self, device, shift=0):
        torch = self.torch
        ramp = torch.arange(self.count, dtype=torch.int32, device=device)
        return ramp.add_(shift).bitwise_and_((1 << 23) - 1).to(torch.float32).mul_(2.0**-23).add_(1.0 + 2.0**-24)

    def _expected(self, entries, shift=0):
        ramp = (entries + shift).bitwise_and((1 << 23) - 1)
        return (ramp.to(self.torch.float32).mul_(2.0**-23).add_(1.0 + 2.0**-24)).double()

    def _blank(self, device, **how):
        return self.torch.full((self.count,), -1.0, dtype=self.torch.float32, device=device, **how)

    def _copy(self):
        source, target = self._values(self.device.id), self._blank(self.device.id)
        self.title, self.expect = "torch.Tensor.copy_", lambda: (target, self._expected, 0.0)
        return lambda: target.copy_(source)

    def _triad(self):
        b, c, target = self._values(self.device.id), self._values(self.device.id, 12345), self._blank(self.device.id)
        self.title = "torch.add with alpha"
        self.expect = lambda: (target, lambda at: self._expected(at) + _SCALAR * self._expected(at, 12345), 2.0**-22)
        add = self.torch.add
        return lambda: add(b, c, alpha=_SCALAR, out=target)

    def _read(self):
        source, target = self._values(self.device.id), self.torch.full((1,), -1.0, device=self.device.id)
        self.title = "torch.sum"
        self.expect = lambda: (target, lambda _: source.sum(0, keepdim=True, dtype=self.torch.float64).cpu(), 1e-3)
        total = self.torch.sum
        return lambda: total(source, (0,), True, out=target)

    def _write(self):
        target = self._blank(self.device.id)
        self.title, self.expect = "torch.Tensor.fill_", lambda: (target, lambda at: self.torch.full(at.shape, 1.25).double(), 0.0)
        return lambda: target.fill_(1.25)

    def _h2d(self):
        return self._transfer(self._host(self._values("cpu")), self._blank(self.device.id), "host to device")

    def _d2h(self):
        return self._transfer(self._values(self.device.id), self._host(self._blank("cpu")), "device to host")

    def _host(self, tensor):
        if not self.params.flag("pinned"):
            return tensor
        pinned = tensor.pin_memory()
        if not pinned.is_pinned():
            raise Unsupported("host memory cannot be pinned here", "raise the limit of locked memory (ulimit -l)")
        return pinned

    def _transfer(self, source, target, title):
        pinned = self.params.flag("pinned")
        self.title, self.expect = f"torch.Tensor.copy_ {title}, {'pinned' if pinned else 'pageable'}", lambda: (target, self._expected, 0.0)
        return lambda: target.copy_(source, non_blocking=pinned)

    def _p2p(self):
        peer, torch = self.params.text("peer"), self.torch
        module = self.device.module
        index = torch.device(peer).index if ":" in peer else None
        if index is None or index >= module.device_count() or peer == self.device.id:
            raise Unsupported(f"'{peer}' is no other device", "name another device as peer")
        can = getattr(module, "can_device_access_peer", None)
        if can is None or not can(self.device.index, index):
            raise Unsupported(f"{self.device.id} cannot reach the memory of {peer}: a copy would go through the host")
        source, target = self._values(self.device.id), self._blank(peer)
        self.title, self.expect = f"torch.Tensor.copy_ {self.device.id} to {peer}, peer access", lambda: (target, self._expected, 0.0)
        return lambda: target.copy_(source, non_blocking=True)
