"""The kernels, in Triton's language. A block of each is worked on by one program; sums are kept in fp32."""
import triton
import triton.language as tl


@triton.jit
def vector_add(x, y, z, count, BLOCK: tl.constexpr):
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    inside = at < count
    tl.store(z + at, tl.load(x + at, mask=inside, other=0.0) + tl.load(y + at, mask=inside, other=0.0), mask=inside)


@triton.jit
def softmax(x, y, columns, BLOCK: tl.constexpr):
    at = tl.arange(0, BLOCK)
    inside = at < columns
    start = tl.program_id(0) * columns
    row = tl.load(x + start + at, mask=inside, other=float("-inf")).to(tl.float32)
    powers = tl.exp(row - tl.max(row, axis=0))
    result = powers / tl.sum(powers, axis=0)
    tl.store(y + start + at, result.to(y.dtype.element_ty), mask=inside)


@triton.jit
def layernorm(x, weight, bias, y, columns, epsilon, BLOCK: tl.constexpr):
    at = tl.arange(0, BLOCK)
    inside = at < columns
    start = tl.program_id(0) * columns
    row = tl.load(x + start + at, mask=inside, other=0.0).to(tl.float32)
    centred = tl.where(inside, row - tl.sum(row, axis=0) / columns, 0.0)
    scale = 1.0 / tl.sqrt(tl.sum(centred * centred, axis=0) / columns + epsilon)
    w = tl.load(weight + at, mask=inside, other=0.0).to(tl.float32)
    b = tl.load(bias + at, mask=inside, other=0.0).to(tl.float32)
    tl.store(y + start + at, (centred * scale * w + b).to(y.dtype.element_ty), mask=inside)


@triton.jit
def matmul(a, b, c, m, n, k, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr, BLOCK_K: tl.constexpr, GROUP: tl.constexpr):
    # Programs go down GROUP rows of blocks before the next column, so that what one has loaded another finds in the cache.
    program = tl.program_id(0)
    across = tl.cdiv(n, BLOCK_N)
    first = program // (GROUP * across) * GROUP
    height = tl.minimum(tl.cdiv(m, BLOCK_M) - first, GROUP)
    block_row = first + program % (GROUP * across) % height
    block_column = program % (GROUP * across) // height
    rows = block_row * BLOCK_M + tl.arange(0, BLOCK_M)
    columns = block_column * BLOCK_N + tl.arange(0, BLOCK_N)
    inner = tl.arange(0, BLOCK_K)
    total = tl.zeros((BLOCK_M, BLOCK_N), dtype=tl.float32)
    for step in range(0, tl.cdiv(k, BLOCK_K)):
        at = step * BLOCK_K + inner
        left = tl.load(a + rows[:, None] * k + at[None, :], mask=(rows[:, None] < m) & (at[None, :] < k), other=0.0)
        right = tl.load(b + at[:, None] * n + columns[None, :], mask=(at[:, None] < k) & (columns[None, :] < n), other=0.0)
        total += tl.dot(left, right)
    tl.store(c + rows[:, None] * n + columns[None, :], total.to(c.dtype.element_ty), mask=(rows[:, None] < m) & (columns[None, :] < n))


@triton.jit
def attention(q, k, v, o, tokens, scale, WIDTH: tl.constexpr, CAUSAL: tl.constexpr, BLOCK_Q: tl.constexpr, BLOCK_K: tl.constexpr):
    # Softmax on the way (Milakov and Gimelshein, 2018): maximum and sum so far are corrected with each block of keys.
    start = tl.program_id(1).to(tl.int64) * tokens * WIDTH
    queries = tl.program_id(0) * BLOCK_Q + tl.arange(0, BLOCK_Q)
    features = tl.arange(0, WIDTH)
    block = tl.load(q + start + queries[:, None] * WIDTH + features[None, :], mask=queries[:, None] < tokens, other=0.0)
    largest = tl.full((BLOCK_Q,), float("-inf"), dtype=tl.float32)
    total = tl.zeros((BLOCK_Q,), dtype=tl.float32)
    result = tl.zeros((BLOCK_Q, WIDTH), dtype=tl.float32)
    end = tokens
    if CAUSAL:
        end = tl.minimum(tokens, (tl.program_id(0) + 1) * BLOCK_Q)
    for first in range(0, end, BLOCK_K):
        keys = first + tl.arange(0, BLOCK_K)
        there = keys[:, None] < tokens
        key = tl.load(k + start + keys[:, None] * WIDTH + features[None, :], mask=there, other=0.0)
        value = tl.load(v + start + keys[:, None] * WIDTH + features[None, :], mask=there, other=0.0)
        seen = keys[None, :] < tokens
        if CAUSAL:
            seen = seen & (keys[None, :] <= queries[:, None])
        scores = tl.where(seen, tl.dot(block, tl.trans(key)) * scale, float("-inf"))
        maximum = tl.maximum(largest, tl.max(scores, axis=1))
        correction = tl.exp(largest - maximum)
        powers = tl.exp(scores - maximum[:, None])
        total = total * correction + tl.sum(powers, axis=1)
        result = result * correction[:, None] + tl.dot(powers.to(value.dtype), value)
        largest = maximum
    tl.store(o + start + queries[:, None] * WIDTH + features[None, :], (result / total[:, None]).to(o.dtype.element_ty), mask=queries[:, None] < tokens)
