"""What a training holds of its model: parameters, gradients and the optimizer's state, wherever an engine keeps them."""


def tensors_of(value, torch, depth=4):
    """All tensors in an object's attributes, lists and dictionaries; buffers of communication are not model state."""
    if torch.is_tensor(value):
        yield local(value)
        for name in ("grad", "ds_tensor"):
            inner = getattr(value, name, None)
            if torch.is_tensor(inner):
                yield local(inner)
    elif depth > 0 and isinstance(value, dict):
        for key, inner in value.items():
            if not (isinstance(key, str) and ("ipg" in key or "bucket" in key)):
                yield from tensors_of(inner, torch, depth - 1)
            if torch.is_tensor(key):
                yield from tensors_of(key, torch, 0)
    elif depth > 0 and isinstance(value, (list, tuple, set)):
        for inner in value:
            yield from tensors_of(inner, torch, depth - 1)


def local(tensor):
    """Of a tensor that is spread over ranks (DTensor) the part of this one."""
    return getattr(tensor, "_local_tensor", tensor)


def bytes_of(tensors):
    """Memory behind them, each storage counted once."""
    storages = {}
    for tensor in tensors:
        storage = tensor.untyped_storage() if hasattr(tensor, "untyped_storage") else tensor.storage()
        storages[(str(tensor.device), storage.data_ptr())] = storage.nbytes()
    return sum(storages.values())
