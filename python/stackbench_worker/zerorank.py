"""One rank of a DeepSpeed training."""
from .trainingrank import TrainingRank


class Rank(TrainingRank):
    def start(self, model):
        import deepspeed

        setup = self.setup
        deepspeed.init_distributed(
            dist_backend=setup["library"], auto_mpi_discovery=False, init_method=setup["rendezvous"], rank=setup["rank"], world_size=setup["ranks"])
        self.engine = deepspeed.initialize(model=model, model_parameters=model.parameters(), config=setup["settings"])[0]

    @property
    def input_type(self):
        return getattr(self.torch, self.setup["dtype"])

    def micro(self, index):
        loss = self.loss(self.engine(self.inputs[index]), self.targets[index])
        self.engine.backward(loss)
        if index < self.setup["accumulation"] - 1:
            self.engine.step()  # counts the micro-batch; DeepSpeed updates after the last
        return loss.detach()

    def advance(self):
        self.engine.step()

    def state(self):
        optimizer = self.engine.optimizer
        inner = getattr(optimizer, "optimizer", None)
        return [list(self.engine.module.parameters()), vars(optimizer)] + ([inner.state, inner.param_groups] if inner is not None else [])

    def describe(self):
        return {"stage": int(self.engine.zero_optimization_stage()), "optimizer": type(self.engine.optimizer).__name__}
