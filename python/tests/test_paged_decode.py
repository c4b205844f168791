import sys
import types
import unittest
from unittest import mock

from stackbench_worker import pagedattention
from stackbench_worker.errors import CheckFailed, Unsupported
from stackbench_worker.ops.paged_decode import PagedDecode
from tests.operations import WHY, case, prepared, torch
from tests.standins import StandIns

VALUES = {"b": 3, "hq": 8, "hkv": 2, "sk": 37, "d": 16, "page": 16, "dtype": "fp32", "kernel": "gather"}


def attend(query, keys, values, table, lengths):
    """``query``: B x Hq x D; a page after the other, as many tokens as there are."""
    results = []
    for one, row, length in zip(query, table.tolist(), lengths):
        key, value = (torch.cat([pages[at] for at in row])[:length].repeat_interleave(query.shape[1] // pages.shape[2], 1) for pages in (keys, values))
        weights = (torch.einsum("hd,shd->hs", one, key) * one.shape[-1] ** -0.5).softmax(-1)
        results.append(torch.einsum("hs,shd->hd", weights, value))
    return torch.stack(results)


def stand_ins(fault=""):
    """The modules with the signatures that the libraries' sources have."""
    def lengths(tensor, keys, table):
        return [table.shape[1] * keys.shape[1]] * table.shape[0] if fault == "unused" else tensor.tolist()

    def two(q, k_cache, v_cache, k=None, v=None, rotary_cos=None, rotary_sin=None, cache_seqlens=None, cache_batch_idx=None, cache_leftpad=None,
            block_table=None, softmax_scale=None, causal=False, window_size=(-1, -1), softcap=0.0, rotary_interleaved=True, alibi_slopes=None, num_splits=0,
            return_softmax_lse=False):
        assert q.shape[1] == 1 and block_table.dtype == cache_seqlens.dtype == torch.int32
        if k_cache.shape[1] % 256:
            raise RuntimeError("Paged KV cache block size must be divisible by 256")
        return attend(q[:, 0], k_cache, v_cache, block_table, lengths(cache_seqlens, k_cache, block_table))[:, None]

    def three(q, k_cache, v_cache, k=None, v=None, qv=None, rotary_cos=None, rotary_sin=None, cache_seqlens=None, cache_batch_idx=None, cache_leftpad=None,
              page_table=None, cu_seqlens_q=None, cu_seqlens_k_new=None, max_seqlen_q=None, rotary_seqlens=None, q_descale=None, k_descale=None,
              v_descale=None, softmax_scale=None, causal=False, window_size=(-1, -1), attention_chunk=0, softcap=0.0, rotary_interleaved=True,
              scheduler_metadata=None, num_splits=0, pack_gqa=None, sm_margin=0, return_softmax_lse=False):
        if fault == "refuses":
            raise RuntimeError("FlashAttention only supports Hopper GPUs")
        return attend(q[:, 0], k_cache, v_cache, page_table, lengths(cache_seqlens, k_cache, page_table))[:, None]

    def four(q, k, v, qv=None, cu_seqlens_q=None, cu_seqlens_k=None, max_seqlen_q=None, max_seqlen_k=None, min_seqlen_k=None, seqused_q=None, seqused_k=None,
             gather_kv_indices=None, page_table=None, softmax_scale=None, causal=False, window_size=(None, None), learnable_sink=None, softcap=0.0,
             num_splits=1, pack_gqa=None, deterministic=False, return_lse=False):
        assert max_seqlen_q == 1 and max_seqlen_k >= max(seqused_k.tolist()) and not causal
        return attend(q[:, 0], k, v, page_table, lengths(seqused_k, k, page_table))[:, None], None

    class Wrapper:
        def __init__(self, float_workspace_buffer, kv_layout="NHD", use_cuda_graph=False, use_tensor_cores=False, backend="auto"):
            assert float_workspace_buffer.numel() >= 128 << 20 and kv_layout == "NHD"

        def plan(self, indptr, indices, last_page_len, num_qo_heads, num_kv_heads, head_dim, page_size, *, pos_encoding_mode="NONE", window_left=-1,
                 q_data_type="float16", kv_data_type=None, data_type=None, sm_scale=None):
            assert indptr.dtype == indices.dtype == last_page_len.dtype == torch.int32
            self.table = torch.stack([indices[a:b] for a, b in zip(indptr.tolist(), indptr.tolist()[1:])])
            self.lengths = [(self.table.shape[1] - 1) * page_size + last for last in last_page_len.tolist()]

        def run(self, q, paged_kv_cache):
            return attend(q, *paged_kv_cache, self.table, self.lengths)

    def module(name, **members):
        made = types.ModuleType(name)
        made.__path__ = []
        made.__dict__.update(members)
        return made

    cute = module("flash_attn.cute", flash_attn_varlen_func=four, __version__="4.0.stub")
    return {
        "flash_attn": module("flash_attn", cute=cute, flash_attn_with_kvcache=two, __version__="2.8.stub"), "flash_attn.cute": cute,
        "flash_attn_interface": module("flash_attn_interface", flash_attn_with_kvcache=three),
        "flashinfer": module("flashinfer", BatchDecodeWithPagedKVCacheWrapper=Wrapper, __version__="0.stub")}


@unittest.skipIf(torch is None, WHY)
class PagedDecodeTests(StandIns, unittest.TestCase):
    stand_ins = staticmethod(stand_ins)

    def test_every_kernel_is_called_by_its_own_function_and_checked(self):
        self.install()
        for kernel in pagedattention.KERNELS:
            for more in ({}, {"hkv": 8, "sk": 32}):
                with self.subTest(kernel=kernel, **more):
                    made, answer = prepared(PagedDecode, {**VALUES, "kernel": kernel, "page": 256 if kernel == "flash-attn" else 16, **more})
                    self.assertLess(answer["maxError"], answer["tolerance"])
                    named = pagedattention.KERNELS[kernel].function or "gathered"
                    self.assertIn(named, answer["backend"])
                    self.assertEqual("num_splits=1" in answer["backend"], kernel == "flash-attn-4")
                    taken = made.sample(made.device.clock(torch, False), 1, 2, lambda done: None)
                    self.assertEqual(len(taken.seconds), 2)

    def test_flash_attention_4_splits_where_its_kernels_can(self):
        module = types.SimpleNamespace(flash_attn_varlen_func=lambda q, k, v, num_splits=1: None)
        cache = pagedattention.Cache(types.SimpleNamespace(device=torch.device("cuda", 0)), None, None, None, 1)
        for capability, expected in (((10, 0), 0), ((11, 0), 0), ((9, 0), 1), ((12, 0), 1)):
            with self.subTest(capability), mock.patch.object(torch.cuda, "get_device_capability", return_value=capability):
                self.assertEqual(pagedattention.KERNELS["flash-attn-4"].how(module, cache), f", num_splits={expected}")
        module.flash_attn_varlen_func = lambda q, k, v: None
        self.assertEqual(pagedattention.KERNELS["flash-attn-4"].how(module, cache), "")

    def test_pages_lie_in_a_random_order_that_the_seed_decides(self):
        self.install()
        with mock.patch.object(pagedattention, "bind", wraps=pagedattention.bind) as bind:
            for seed in (1, 1, 2):
                case(PagedDecode, VALUES, seed)
            tables = [call.args[2].table.flatten().tolist() for call in bind.call_args_list]
        self.assertEqual(tables[0], tables[1])
        self.assertNotEqual(tables[0], tables[2])
        self.assertNotEqual(tables[0], sorted(tables[0]))
        self.assertEqual(sorted(tables[0]), list(range(9)))

    def test_a_kernel_that_reads_behind_the_last_token_fails(self):
        self.install("unused")
        with self.assertRaisesRegex(CheckFailed, "the result is wrong"):
            prepared(PagedDecode, {**VALUES, "kernel": "flash-attn-3"})

    def test_what_cannot_be(self):
        for kernel in ("flash-attn", "flashinfer"):
            with self.subTest(kernel), mock.patch.dict(sys.modules, {"flash_attn": None, "flashinfer": None}), self.assertRaises(Unsupported):
                case(PagedDecode, {**VALUES, "kernel": kernel, "page": 256})
        self.install("refuses")
        for values, text in (({"kernel": "flash-attn"}, "pages of a multiple of 256"), ({"hkv": 3}, "multiple of 'hkv'"),
                             ({"kernel": "flash-attn-3"}, "flash-attn-3 refuses: FlashAttention only supports Hopper")):
            with self.subTest(values), self.assertRaisesRegex(Unsupported, text):
                prepared(PagedDecode, {**VALUES, **values})
