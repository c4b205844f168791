"""torch's flex_attention, compiled: a kernel that is written for its mask."""
from .errors import Unsupported, first_line


def bind(torch, inputs, causal, window, grouped):
    """The call on B x H x S x D tensors. Raises Unsupported where this torch has none or cannot compile."""
    try:
        from torch.nn.attention.flex_attention import create_block_mask, flex_attention
    except ImportError as error:
        raise Unsupported(f"this PyTorch has no flex_attention: {first_line(error)}", "install PyTorch 2.5 or newer") from None
    query, key, value = inputs
    mask = None
    if causal:
        def seen(batch, head, at, other):
            return (at >= other) if window is None else (at >= other) & (at - other < window)

        mask = create_block_mask(seen, None, None, query.shape[2], key.shape[2], device=query.device)
    compiled = torch.compile(flex_attention, dynamic=False, fullgraph=True)
    more = {"enable_gqa": True} if grouped else {}
    return lambda: compiled(query, key, value, block_mask=mask, **more)
