import sys
import types
import unittest
from unittest import mock

from stackbench_worker import attentionlibraries
from stackbench_worker.errors import Unsupported
from stackbench_worker.ops.attention import Attention
from tests.operations import ATTENTION, WHY, case, prepared, torch
from tests.standins import StandIns

# With backward and window where the library has them here.
KERNELS = {"flash-attn": (True, True), "flash-attn-3": (True, True), "flash-attn-4": (True, True), "aiter": (True, True), "xformers": (True, False),
           "flashinfer": (False, True)}


NO_PEAK = mock.patch("stackbench_worker.peak.of", return_value=None)  # it gives memory back and reads it in again, each time


def attend(query, key, value, causal, window=None):
    """Of B x S x H x D tensors, key heads repeated."""
    query, key, value = (tensor.transpose(1, 2) for tensor in (query, key, value))
    key, value = (tensor.repeat_interleave(query.shape[1] // key.shape[1], 1) for tensor in (key, value))
    scores = query @ key.transpose(2, 3) * query.shape[-1] ** -0.5
    at, other = torch.arange(query.shape[2])[:, None], torch.arange(key.shape[2])[None, :]
    if causal:
        scores = scores.masked_fill(other > at, float("-inf"))
    if window is not None:
        scores = scores.masked_fill(at - other > window, float("-inf"))
    return (scores.softmax(-1) @ value).transpose(1, 2)


def stand_ins(fault=""):
    """The modules with the signatures that the libraries' sources have."""
    def left(window_size):
        return window_size[0] if window_size[0] not in (-1, None) else None

    def wrong(causal):
        return causal and fault != "no-mask"

    def two(q, k, v, dropout_p=0.0, softmax_scale=None, causal=False, window_size=(-1, -1), softcap=0.0, alibi_slopes=None, deterministic=False,
            return_attn_probs=False):
        if fault == "refuses":
            raise RuntimeError("FlashAttention only supports Ampere GPUs or newer.")
        return attend(q, k, v, wrong(causal), left(window_size))

    def three(q, k, v, softmax_scale=None, causal=False, qv=None, q_descale=None, k_descale=None, v_descale=None, window_size=(-1, -1),
              attention_chunk=0, softcap=0.0, num_splits=1, pack_gqa=None, deterministic=False, sm_margin=0, return_attn_probs=False):
        return attend(q, k, v, wrong(causal), left(window_size))

    def four(q, k, v, qv=None, gather_kv_indices=None, softmax_scale=None, causal=False, window_size=(None, None), learnable_sink=None, softcap=0.0,
             num_splits=1, pack_gqa=None, deterministic=False, return_lse=False):
        return attend(q, k, v, wrong(causal), left(window_size)), None

    class LowerTriangularMask:
        pass

    def xformers(query, key, value, attn_bias=None, p=0.0, scale=None, *, op=None, output_dtype=None):
        shape = query.shape
        if query.dim() == 5:
            assert key.shape[2:4] == query.shape[2:4], "the heads of a group are a dimension of their own, expanded"
            query, key, value = (tensor.reshape(*tensor.shape[:2], -1, tensor.shape[-1]) for tensor in (query, key, value))
        assert query.shape[2] == key.shape[2]
        return attend(query, key, value, wrong(isinstance(attn_bias, LowerTriangularMask))).reshape(shape)

    class Wrapper:
        def __init__(self, float_workspace_buffer, kv_layout="NHD"):
            assert float_workspace_buffer.numel() >= 128 << 20 and kv_layout == "NHD"

        def plan(self, qo_indptr, kv_indptr, num_qo_heads, num_kv_heads, head_dim_qk, *, causal=False, window_left=-1, q_data_type="float16"):
            self.starts, self.causal, self.window = (qo_indptr.tolist(), kv_indptr.tolist()), causal, None if window_left == -1 else window_left

        def run(self, q, k, v):
            parts = [slice(a, b) for a, b in zip(self.starts[0], self.starts[0][1:])], [slice(a, b) for a, b in zip(self.starts[1], self.starts[1][1:])]
            return torch.cat([attend(q[None, at], k[None, of], v[None, of], wrong(self.causal), self.window)[0] for at, of in zip(*parts)])

    def module(name, **members):
        made = types.ModuleType(name)
        made.__path__ = []
        made.__dict__.update(members)
        return made

    cute = module("flash_attn.cute", flash_attn_func=four, __version__="4.0.stub")
    old = {} if fault == "four alone" else {"flash_attn_func": two}
    return {
        "flash_attn": module("flash_attn", cute=cute, **old), "flash_attn.cute": cute, "flash_attn_interface": module("flash_attn_interface", flash_attn_func=three),
        "aiter": module("aiter", flash_attn_func=two), "xformers": module("xformers"),
        "xformers.ops": module("xformers.ops", memory_efficient_attention=xformers, LowerTriangularMask=LowerTriangularMask),
        "flashinfer": module("flashinfer", BatchPrefillWithRaggedKVCacheWrapper=Wrapper),
    }


@unittest.skipIf(torch is None, WHY)
class LibraryTests(StandIns, unittest.TestCase):
    stand_ins = staticmethod(stand_ins)

    def setUp(self):
        NO_PEAK.start()
        self.addCleanup(NO_PEAK.stop)

    def test_every_library_is_called_by_its_own_function_and_checked(self):
        self.install()
        self.assertEqual(set(KERNELS), set(attentionlibraries.LIBRARIES))
        for kernel, (has_backward, has_window) in KERNELS.items():
            for more in ({}, {"hkv": 2, "causal": True}, {"causal": True, "window": 7}, {"causal": True, "pass": "backward"}):
                with self.subTest(kernel=kernel, **more):
                    params = {**ATTENTION, "kernel": kernel, **more}
                    if ("window" in more and not has_window) or ("pass" in more and not has_backward):
                        with self.assertRaisesRegex(Unsupported, f"{kernel} has no"):
                            case(Attention, params)
                        continue
                    made, answer = prepared(Attention, params)
                    library = attentionlibraries.LIBRARIES[kernel]
                    self.assertTrue(answer["backend"].startswith(f"{library.module}.{library.function}"), answer["backend"])
                    self.assertGreater(answer["maxError"], 0)

    def test_a_mask_that_is_not_applied_fails_the_check(self):
        from stackbench_worker.errors import CheckFailed

        self.install("no-mask")
        for kernel in KERNELS:
            with self.subTest(kernel), self.assertRaises(CheckFailed):
                prepared(Attention, {**ATTENTION, "kernel": kernel, "causal": True})

    def test_refusals_carry_the_librarys_words(self):
        self.install("refuses")
        with self.assertRaisesRegex(Unsupported, "flash-attn refuses: FlashAttention only supports Ampere"):
            prepared(Attention, {**ATTENTION, "kernel": "flash-attn"})

    def test_what_is_absent_or_another_version_is_unsupported_with_the_remedy(self):
        self.install("four alone")  # the package flash_attn is there, and holds version 4 alone
        with self.assertRaises(Unsupported) as caught:
            case(Attention, {**ATTENTION, "kernel": "flash-attn"})
        self.assertEqual((caught.exception.reason, caught.exception.remedy), ("module flash_attn has no flash_attn_func", "pip install flash-attn"))
        prepared(Attention, {**ATTENTION, "kernel": "flash-attn-4"})
        for module, kernel, remedy in (("flash_attn_interface", "flash-attn-3", "hopper"), ("xformers.ops", "xformers", "pip install xformers")):
            with self.subTest(kernel), mock.patch.dict(sys.modules, {module: None}), self.assertRaises(Unsupported) as caught:
                case(Attention, {**ATTENTION, "kernel": kernel})
            self.assertIn(remedy, caught.exception.remedy)


@unittest.skipIf(torch is None, WHY)
class FlexTests(unittest.TestCase):
    """The real one, compiled, is run by hand: its import and its compiler take many seconds."""

    def test_its_masks_are_those_of_the_reference(self):
        def create_block_mask(mask_mod, B, H, Q_LEN, KV_LEN, device="cuda", BLOCK_SIZE=128, _compile=False):
            return mask_mod(0, 0, torch.arange(Q_LEN)[:, None], torch.arange(KV_LEN)[None, :])

        def flex_attention(query, key, value, score_mod=None, block_mask=None, scale=None, enable_gqa=False, return_lse=False, kernel_options=None):
            groups = query.shape[1] // key.shape[1]
            assert enable_gqa or groups == 1
            key, value = key.repeat_interleave(groups, 1), value.repeat_interleave(groups, 1)
            scores = query @ key.transpose(2, 3) * query.shape[-1] ** -0.5
            return (scores if block_mask is None else scores.masked_fill(~block_mask, float("-inf"))).softmax(-1) @ value

        made = types.ModuleType("torch.nn.attention.flex_attention")
        made.create_block_mask, made.flex_attention = create_block_mask, flex_attention
        self.addCleanup(torch.set_grad_enabled, True)
        parts = {"torch.nn.attention": sys.modules.get("torch.nn.attention", types.ModuleType("torch.nn.attention")), made.__name__: made}
        with mock.patch.dict(sys.modules, parts), mock.patch.object(torch, "compile", lambda function, **how: function, create=True), NO_PEAK:
            for more in ({}, {"hkv": 2, "causal": True}, {"causal": True, "window": 7}, {"causal": True, "pass": "backward"}):
                with self.subTest(**more):
                    self.assertEqual(prepared(Attention, {**ATTENTION, "kernel": "flex", **more})[1]["backend"].split(" (")[0], "torch flex_attention, compiled")

    def test_absent(self):
        with mock.patch.dict(sys.modules, {"torch.nn.attention.flex_attention": None}), self.assertRaisesRegex(Unsupported, "no flex_attention"):
            case(Attention, {**ATTENTION, "kernel": "flex"})

    def test_windows_need_a_mask_and_a_kernel_that_has_them(self):
        for more, text in (({"window": 7, "kernel": "flex"}, "needs causal"), ({"window": 7, "causal": True}, "no window of its own")):
            with self.subTest(**more), self.assertRaisesRegex(Unsupported, text):
                case(Attention, {**ATTENTION, **more})


if __name__ == "__main__":
    unittest.main()
