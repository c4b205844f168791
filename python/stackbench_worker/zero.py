"""What ZeRO promises, as functions of numbers: memory, settings, and whether a loss falls. After Rajbhandari et al., "ZeRO: Memory
Optimizations Toward Training Trillion Parameter Models", 2020, section 3."""
import math

LARGEST_RATIO = 1.5  #: one stage less than claimed holds at least 1.6 times the formula; what engines add for themselves is below 1.3


def parameters(width, layers):
    """Weights and biases of the decoder in zerorank: 12 d^2 + 13 d a layer."""
    return layers * (12 * width * width + 13 * width)


def model_state_bytes(stage, count, ranks, dtype):
    """Bytes a rank holds of parameters, gradients and Adam's state for ``count`` parameters. In 16 bits: 2 and 2, and 12 of Adam with its
    single-precision copy; in fp32: 4 and 4, and 8 of Adam. Stage 1 divides Adam's, 2 the gradients too, 3 the parameters too."""
    parameter, gradient, optimizer = (4, 4, 8) if dtype == "fp32" else (2, 2, 12)
    return count * (
        parameter / (ranks if stage >= 3 else 1) + gradient / (ranks if stage >= 2 else 1) + optimizer / (ranks if stage >= 1 else 1))


def settings(stage, batch, dtype):
    """DeepSpeed's configuration."""
    return {
        "train_micro_batch_size_per_gpu": batch, "gradient_accumulation_steps": 1, "steps_per_print": 1_000_000_000, "wall_clock_breakdown": False,
        "zero_optimization": {"stage": stage},
        "zero_allow_untested_optimizer": True,
        # torch's Adam: DeepSpeed's own would be compiled at the first start.
        "optimizer": {"type": "AdamW", "params": {"lr": 1e-3, "torch_adam": True}},
        "bf16": {"enabled": dtype == "bf16"}, "fp16": {"enabled": dtype == "fp16", "initial_scale_power": 12},
    }


def complaint_of_losses(losses):
    """Why these losses of successive steps on the same data are no training; None where they are."""
    if any(not math.isfinite(loss) for loss in losses):
        return f"the loss is not finite: {losses}"
    if not losses[-1] < losses[0]:
        return f"the loss does not fall: {losses[0]:.6g} at first, {losses[-1]:.6g} after {len(losses) - 1} steps"
    return None


def complaint_of_memory(held, promised, stage):
    """Why a rank that holds ``held`` bytes cannot run this stage; None where it can."""
    if held > LARGEST_RATIO * promised:
        return f"a rank holds {held:.0f} bytes of model state, stage {stage} promises {promised:.0f}"
    return None
