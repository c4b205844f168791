"""Scaled dot-product attention and its gradients by their definition, in double precision, for one key head."""
import math

_ROWS = 512


def group(torch, query, key, value, causal, gradient=None, window=None):
    """``query`` and ``gradient`` (of the result): G x Sq x D, the heads that share ``key`` and ``value``: Sk x D; scale 1/sqrt(D); ``window``: how many
    keys a causal query sees at most, its own included.
    Returns the result and, with ``gradient``, those of query, key and value, else None. Needs G x 512 x Sk doubles at a time."""
    query, key, value = query.double(), key.double(), value.double()
    scale = 1 / math.sqrt(query.shape[-1])
    keys = torch.arange(key.shape[0])
    result = torch.empty_like(query)
    gradients = None
    if gradient is not None:
        gradient = gradient.double()
        gradients = torch.empty_like(query), torch.zeros_like(key), torch.zeros_like(value)
    for start in range(0, query.shape[1], _ROWS):
        rows = slice(start, min(start + _ROWS, query.shape[1]))
        scores = query[:, rows] @ key.t() * scale
        if causal:
            own = torch.arange(rows.start, rows.stop)[:, None]
            scores.masked_fill_(keys[None, :] > own, -math.inf)
            if window is not None:
                scores.masked_fill_(keys[None, :] <= own - window, -math.inf)
        weights = scores.softmax(-1)
        result[:, rows] = weights @ value
        if gradients is not None:
            incoming = gradient[:, rows]
            of_weights = incoming @ value.t()
            of_scores = weights * (of_weights - (of_weights * weights).sum(-1, keepdim=True)) * scale
            gradients[0][:, rows] = of_scores @ key
            gradients[1].add_((of_scores.transpose(1, 2) @ query[:, rows]).sum(0))
            gradients[2].add_((weights.transpose(1, 2) @ incoming).sum(0))
    return result, gradients


def causal(torch):
    """``call(query, key, value)`` for H x S x D doubles with a key head for each query head, causal and differentiable; never more than 512 rows of
    the scores of one head are held."""

    class Causal(torch.autograd.Function):
        @staticmethod
        def forward(context, query, key, value):
            context.save_for_backward(query, key, value)
            return torch.cat([group(torch, query[head:head + 1], key[head], value[head], True)[0] for head in range(query.shape[0])])

        @staticmethod
        def backward(context, gradient):
            query, key, value = context.saved_tensors
            found = [group(torch, query[head:head + 1], key[head], value[head], True, gradient[head:head + 1])[1] for head in range(query.shape[0])]
            return torch.cat([of[0] for of in found]), torch.stack([of[1] for of in found]), torch.stack([of[2] for of in found])

    return Causal.apply
