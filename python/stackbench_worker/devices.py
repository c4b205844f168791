"""The devices torch computes on."""
import sys

from .clocks import DeviceClock, HostClock
from .errors import text_of

_DEFAULT_CACHE = 256 << 20  # of a device that tells none, or of one by AMD that is in no table: the largest there is
# AMD's devices tell the size of their L2 and have another cache behind it, by the target their code is compiled for.
_CACHES_BEHIND = {"gfx942": 256 << 20, "gfx950": 256 << 20, "gfx103": 128 << 20, "gfx110": 96 << 20, "gfx115": 32 << 20, "gfx120": 64 << 20,
                  "gfx90": 0, "gfx101": 0}


class Device:
    """One device. ``kind`` is cpu, cuda, hip or xpu; ``id`` is torch's name of it."""

    def __init__(self, id, kind, index=0, module=None, name=None, pci=None, uuid=None, memory_bytes=None, cache_bytes=None):
        self.id = id
        self.kind = kind
        self.index = index
        self.module = module
        self.name = name
        self.pci = pci
        self.uuid = uuid
        self.memory_bytes = memory_bytes
        self.cache_bytes = cache_bytes

    @property
    def is_cpu(self):
        return self.module is None

    @property
    def is_cuda(self):
        """NVIDIA or AMD: both are ``cuda`` to torch."""
        return self.kind in ("cuda", "hip")

    def describe(self):
        """As it stands in ``ready``."""
        facts = {"id": self.id, "kind": self.kind, "name": self.name, "pci": self.pci, "uuid": self.uuid, "memoryBytes": self.memory_bytes}
        return {key: value for key, value in facts.items() if value is not None}

    def select(self):
        """Makes it the current device: kernels of libraries beside torch go there."""
        if self.module is not None:
            self.module.set_device(self.index)

    def synchronize(self):
        if self.module is not None:
            self.module.synchronize(self.index)

    def free_cached(self):
        """Gives memory that torch keeps for reuse back to the device."""
        if self.module is not None and hasattr(self.module, "empty_cache"):
            self.module.empty_cache()

    def clock(self, torch, flush):
        """``flush``: twice the last-level cache is overwritten before each call."""
        if self.module is None:
            return HostClock()
        buffer = torch.ones(2 * (self.cache_bytes or _DEFAULT_CACHE) // 4, dtype=torch.int32, device=self.id) if flush else None
        return DeviceClock(self.module, self.index, None if buffer is None else lambda: buffer.add_(1))


def find(torch):
    """All devices on which one small product really runs, and why others do not: (devices, {id: reason})."""
    devices, unusable = [Device("cpu", "cpu")], {}
    for module_name in ("cuda", "xpu"):
        module = getattr(torch, module_name, None)
        if module is None:
            continue
        try:
            count = module.device_count() if module.is_available() else 0
        except Exception as error:  # a broken driver is no reason not to measure the CPU
            unusable[module_name] = text_of(error)
            continue
        for index in range(count):
            id = f"{module_name}:{index}"
            try:
                devices.append(_probe(torch, module, module_name, index, id))
            except Exception as error:
                unusable[id] = text_of(error)
                print(f"device {id} is unusable: {text_of(error)}", file=sys.stderr)
    return devices, unusable


def _probe(torch, module, module_name, index, id):
    step = torch.ones(8, 8, device=id) @ torch.ones(8, 8, device=id)
    if float(step.sum().cpu()) != 512.0:
        raise RuntimeError("a small matrix product is wrong")
    facts = module.get_device_properties(index)
    kind = module_name
    if module_name == "cuda" and getattr(torch.version, "hip", None):
        kind = "hip"
    uuid = getattr(facts, "uuid", None)
    return Device(
        id, kind, index, module,
        name=getattr(facts, "name", None),
        pci=_pci(facts),
        uuid=None if uuid is None else str(uuid),
        memory_bytes=getattr(facts, "total_memory", None),
        cache_bytes=last_level_cache(kind, facts))


def last_level_cache(kind, facts):
    """Bytes of the last cache before the memory of a device, from torch's properties of it; None where they tell nothing."""
    told = getattr(facts, "L2_cache_size", None) or getattr(facts, "last_level_cache_size", None)
    if kind != "hip":
        return told
    target = str(getattr(facts, "gcnArchName", ""))
    behind = next((size for start, size in _CACHES_BEHIND.items() if target.startswith(start)), _DEFAULT_CACHE)
    return max(behind, told or 0) or None


def _pci(facts):
    parts = [getattr(facts, name, None) for name in ("pci_domain_id", "pci_bus_id", "pci_device_id")]
    return None if any(not isinstance(part, int) for part in parts) else "{:04x}:{:02x}:{:02x}.0".format(*parts)
