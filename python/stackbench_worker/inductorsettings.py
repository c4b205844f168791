"""Settings of torch.compile that a library changes for its own models: they hold for the whole process, so that later workloads would be measured
with them."""
import contextlib
import pickle


class Borrowed:
    """``with borrowed.making():`` a library may change settings, which are as before when it ends; ``with borrowed.compiling():`` they hold again."""

    def __init__(self, torch):
        self._torch = torch
        self._changed = {}

    @contextlib.contextmanager
    def making(self):
        before, precision = _settings(), self._torch.get_float32_matmul_precision()
        try:
            yield
        finally:
            after = _settings()
            self._changed = {name: value for name, value in after.items() if name in before and value != before[name]}
            _set({name: before[name] for name in self._changed})
            self._torch.set_float32_matmul_precision(precision)

    @contextlib.contextmanager
    def compiling(self):
        if not self._changed:
            yield
            return
        import torch._inductor.config as config

        with config.patch(self._changed):
            yield


# By dotted names. PyTorch 1 has none.
def _settings():
    try:
        import torch._inductor.config as config

        return pickle.loads(config.save_config())
    except (ImportError, AttributeError):
        return {}


def _set(values):
    if not values:
        return
    import torch._inductor.config as config

    for name, value in values.items():
        *outer, last = name.split(".")
        place = config
        for part in outer:
            place = getattr(place, part)
        setattr(place, last, value)
