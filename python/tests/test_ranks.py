import types
import unittest
from unittest import mock

from stackbench_worker import collectiverank, ranks
from stackbench_worker.devices import Device
from stackbench_worker.errors import Unsupported
from stackbench_worker.params import Params
from tests.operations import WHY, torch

CUDA = types.SimpleNamespace(device_count=lambda: 4)


class DeviceTests(unittest.TestCase):
    def test_table(self):
        for params, device, count, expected in (
            ({}, Device("cpu", "cpu"), 2, [0, 1]),
            ({}, Device("cuda:0", "cuda", 0, CUDA), 2, [0, 1]),
            ({}, Device("cuda:3", "cuda", 3, CUDA), 1, [3]),  # alone it is itself
            ({"devices": "cuda:1,cuda:3"}, Device("cuda:1", "hip", 1, CUDA), 2, [1, 3]),
        ):
            with self.subTest(params=params, device=device.id):
                self.assertEqual(ranks.devices(Params(params), device, count), expected)

    def test_refuses(self):
        device = Device("cuda:0", "cuda", 0, CUDA)
        for params, count, text in (
            ({}, 5, "5 ranks need as many GPUs, here are 4"), ({"devices": "cuda:1,cuda:9"}, 2, "no device cuda:9"), ({"devices": "cuda:1"}, 2, "need as many"),
            ({"devices": "cuda:1,cuda:1"}, 2, "need as many"), ({"devices": "xpu:0,xpu:1"}, 2, "of kind cuda"), ({"devices": "cuda"}, 1, "of kind cuda"),
        ):
            with self.subTest(params), self.assertRaisesRegex(Unsupported, text):
                ranks.devices(Params(params), device, count)

    @unittest.skipIf(torch is None, WHY)
    def test_each_kind_of_device_has_its_library(self):
        import torch.distributed as distributed

        for kind, has, expected in (("cuda", True, "nccl"), ("hip", True, "nccl"), ("xpu", True, "xccl"), ("cpu", True, "gloo"), ("xpu", False, None), ("cuda", False, None)):
            device = Device(kind, kind, 0, None if kind == "cpu" else CUDA)
            with self.subTest(kind=kind, has=has), mock.patch.multiple(
                    distributed, create=True, is_nccl_available=lambda has=has: has, is_xccl_available=lambda has=has: has, is_gloo_available=lambda: True):
                if expected is None:
                    with self.assertRaisesRegex(Unsupported, "built without [nx]ccl"):
                        ranks.library(torch, device)
                else:
                    self.assertEqual(ranks.library(torch, device), expected)


class Distributed:
    """torch.distributed for two ranks of equal input, seen from the first: sums are doublings."""

    def __init__(self):
        self.largest = 0.0

    def barrier(self):
        pass

    def all_reduce(self, tensor):
        tensor.mul_(2)
        self.largest = max(self.largest, float(tensor.abs().max()))


class CollectiveRankTests(unittest.TestCase):
    def test_sums_of_sums_stay_within_the_type(self):
        for largest, count, expected in ((3.4e38, 2, 124), (3.4e38, 8, 41), (65504.0, 2, 12), (65504.0, 8, 4), (65504.0, 100_000, 1)):
            self.assertEqual(collectiverank.rounds(largest, count), expected)
            self.assertTrue(8 * count**expected <= largest or expected == 1)

    def rank(self, kind, count):
        rank = object.__new__(collectiverank.Rank)
        rank.torch, rank.module, rank.kind, rank.rank, rank.ranks, rank.count, rank.part = torch, None, kind, 0, 2, count, count // 2
        rank.dtype, rank.setup, rank.distributed = torch.float16, {"seed": 1, "roundoff": 2.0**-11}, Distributed()
        rank.block = rank._block(0)
        rank.buffer = torch.zeros(count, dtype=torch.float16)
        rank.call = lambda: rank.distributed.all_reduce(rank.buffer)
        return rank

    @unittest.skipIf(torch is None, WHY)
    def test_each_kind_is_held_against_what_the_others_sent(self):
        """Three ranks one after the other: each gets what it should, then something from the wrong place."""
        with mock.patch.object(collectiverank, "_BLOCK", 7):
            for kind, expected in (
                ("broadcast", lambda parts, whole, at: whole[0]), ("send-recv", lambda parts, whole, at: whole[(at - 1) % 3]),
                ("all-to-all", lambda parts, whole, at: torch.cat([parts[rank][at] for rank in range(3)])),
            ):
                for at in range(3):
                    rank = self.rank(kind, 30)
                    rank.rank, rank.ranks, rank.part = at, 3, 10
                    whole = []
                    for other in range(3):
                        rank.block = rank._block(other)
                        rank._fill()
                        whole.append(rank.buffer.clone())
                    parts = [buffer.chunk(3) for buffer in whole]
                    rank.name, rank.output = "call", torch.empty(30, dtype=torch.float16)
                    rank.call = lambda: rank.output.copy_(expected(parts, whole, at))
                    with self.subTest(kind=kind, rank=at):
                        self.assertEqual(rank.check()["error"], 0.0)
                        rank.call = lambda: rank.output.copy_(expected(parts, whole, at).roll(1))
                        self.assertGreater(rank.check()["error"], 0.1)

    @unittest.skipIf(torch is None, WHY)
    def test_many_rounds_in_place_do_not_overflow(self):
        rank = self.rank("all-reduce", 64)
        taken = rank.sample(1000, 2)
        self.assertEqual(len(taken["seconds"]), 2)
        self.assertGreater(rank.distributed.largest, 1000.0)
        self.assertLess(rank.distributed.largest, float("inf"))

    @unittest.skipIf(torch is None, WHY)
    def test_every_entry_is_held_against_the_block_it_repeats(self):
        with mock.patch.object(collectiverank, "_BLOCK", 7):
            rank = self.rank("all-reduce", 30)
            rank._fill()
            block = rank.block.double()
            self.assertEqual(rank._error(rank.buffer, block, 0), 0.0)
            self.assertEqual(rank._error(rank.buffer[15:], block, 15), 0.0)  # a part from the middle
            self.assertGreater(rank._error(rank.buffer[15:], block, 0), 0.1)  # at the wrong place
            rank.buffer[29] = float("nan")
            self.assertEqual(rank._error(rank.buffer, block, 0), 1e300)


if __name__ == "__main__":
    unittest.main()
