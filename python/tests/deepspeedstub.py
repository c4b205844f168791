"""DeepSpeed as far as it is used, with its real signatures, for tests, which import it as deepspeed; FAULT in the environment makes it misbehave."""
import os
import torch

__version__ = "0.0.stub"
FAULT = os.environ.get("FAULT", "")
if FAULT == "import":
    raise RuntimeError("infer_schema: unsupported type list[int]")


def init_distributed(dist_backend=None, auto_mpi_discovery=True, distributed_port=29500, verbose=True, timeout=None, init_method=None,
                     dist_init_required=None, config=None, rank=-1, world_size=-1):
    assert auto_mpi_discovery is False and os.environ["MASTER_ADDR"] == "127.0.0.1" and os.environ["USE_LIBUV"] == "0"
    print("[INFO] [comm.py] initialising on stdout, as the real one does")
    if FAULT == "ninja":  # its communication over shared memory is compiled now
        try:
            raise RuntimeError("Ninja is required to load C++ extensions (pip install ninja to get it)")
        except RuntimeError as error:
            raise RuntimeError("Unable to JIT load the deepspeed_shm_comm op due to ninja not being installed.") from error
    torch.distributed.init_process_group(dist_backend, init_method=init_method, rank=rank, world_size=world_size)


class Optimizer:
    """What version 0.19.6 holds: stage 0 Adam of the parameters; 1 and 2 a flat copy of the own share in fp32 and Adam of it, and its
    gradients after backward; 3 the own shares of parameters, too, and small parameters whole beside them."""

    def __init__(self, module, stage, settings, lr):
        self.stage, self.parameters, self.ranks = stage, list(module.parameters()), torch.distributed.get_world_size()
        self.rank, self.ipg_buffer = torch.distributed.get_rank(), [torch.zeros(10_000_000)]
        flat = torch.cat([p.detach().reshape(-1) for p in self.parameters])
        flat = torch.cat([flat, flat.new_zeros(-flat.numel() % self.ranks)])
        torch.distributed.broadcast(flat, 0)
        if stage == 0:
            self.optimizer = torch.optim.AdamW(self.parameters, lr=lr)
            return
        size = flat.numel() // self.ranks
        self.own = slice(self.rank * size, (self.rank + 1) * size)
        self.single_partition_of_fp32_groups = [flat[self.own].clone().requires_grad_(True)]
        self.optimizer = torch.optim.AdamW(self.single_partition_of_fp32_groups, lr=lr)
        self.averaged_gradients = {}
        self.flat = flat if stage < 3 else flat[self.own].clone()
        self.most = settings.get("stage3_param_persistence_threshold", 100_000)
        self.write(flat)
        self.free()

    def write(self, flat):
        at = 0
        for parameter in self.parameters:
            view = flat[at:at + parameter.ds_numel] if hasattr(parameter, "ds_numel") else flat[at:at + parameter.numel()]
            parameter.ds_numel, parameter.ds_shape = view.numel(), getattr(parameter, "ds_shape", parameter.shape)
            parameter.data = view.view(parameter.ds_shape) if self.stage < 3 else view.view(parameter.ds_shape).clone()
            at += view.numel()

    def gather(self):
        parts = [torch.empty_like(self.flat) for _ in range(self.ranks)]
        torch.distributed.all_gather(parts, self.flat)
        self.write(torch.cat(parts))

    def free(self):
        for parameter in self.parameters if self.stage == 3 else []:
            if parameter.ds_numel > self.most:
                parameter.data = parameter.data.new_empty(0)

    def reduce(self):
        for parameter in self.parameters:
            torch.distributed.all_reduce(parameter.grad)
            parameter.grad /= self.ranks
        if self.stage == 0:
            return
        flat = torch.cat([p.grad.reshape(-1) for p in self.parameters])
        flat = torch.cat([flat, flat.new_zeros(-flat.numel() % self.ranks)])
        if FAULT != "whole":
            self.averaged_gradients[0] = [flat[self.own].clone()]
            for parameter in self.parameters:
                parameter.grad = None
        else:  # nothing is shared out, whatever the stage
            self.averaged_gradients[0] = [flat[self.own].clone(), flat, flat.clone()]
        self.free()

    def step(self):
        if self.stage:
            self.single_partition_of_fp32_groups[0].grad = self.averaged_gradients.pop(0)[0]
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        if self.stage in (1, 2):
            parts = [torch.empty_like(self.single_partition_of_fp32_groups[0].data) for _ in range(self.ranks)]
            torch.distributed.all_gather(parts, self.single_partition_of_fp32_groups[0].data)
            self.flat.copy_(torch.cat(parts))
        elif self.stage == 3:
            self.flat.copy_(self.single_partition_of_fp32_groups[0].data)
        for parameter in self.parameters:
            parameter.grad = None


class Engine:
    def __init__(self, module, config):
        assert set(config) <= {"train_micro_batch_size_per_gpu", "gradient_accumulation_steps", "steps_per_print", "wall_clock_breakdown",
                               "zero_optimization", "zero_allow_untested_optimizer", "optimizer", "bf16", "fp16"}, config
        parameters = config["optimizer"]["params"]
        assert config["optimizer"]["type"] == "AdamW" and parameters["torch_adam"] is True
        self.module, self.config, self.stage = module, config, config["zero_optimization"]["stage"]
        self.optimizer = Optimizer(module, self.stage, config["zero_optimization"], 0.0 if FAULT == "loss" else parameters["lr"])
        self.micro, self.steps = 0, 0

    def __call__(self, *inputs, **kwargs):
        if FAULT == "death" and self.steps == 3 and os.environ["RANK"] == "1":
            os._exit(9)
        if self.stage == 3:
            self.optimizer.gather()
        return self.module(*inputs, **kwargs) * (float("nan") if FAULT == "nan" and self.steps > 4 else 1)

    @property
    def last(self):
        return self.micro % self.config["gradient_accumulation_steps"] == self.config["gradient_accumulation_steps"] - 1

    def backward(self, loss, retain_graph=False, scale_wrt_gas=True):
        (loss / self.config["gradient_accumulation_steps"]).backward(retain_graph=retain_graph)
        if self.last:
            self.optimizer.reduce()

    def step(self, lr_kwargs=None):
        if self.last:
            self.optimizer.step()
            self.steps += 1
        self.micro += 1

    def zero_optimization_stage(self):
        return 0 if FAULT == "stage" else self.stage


def initialize(args=None, model=None, optimizer=None, model_parameters=None, training_data=None, lr_scheduler=None, distributed_port=29500,
               mpu=None, dist_init_required=None, collate_fn=None, config=None, mesh_param=None, config_params=None):
    engine = Engine(model, config)
    return engine, engine.optimizer, None, None
