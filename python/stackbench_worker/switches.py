"""torch's process-wide switches that decide what is computed."""
import warnings


def set_tf32(torch, enabled):
    """Whether fp32 matrix products and convolutions may round their inputs to 10 bits."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer versions announce another name for the switch, and still heed this one
        if hasattr(torch, "set_float32_matmul_precision"):
            torch.set_float32_matmul_precision("high" if enabled else "highest")
        torch.backends.cuda.matmul.allow_tf32 = enabled
        torch.backends.cudnn.allow_tf32 = enabled


def set_gradients(torch, enabled):
    """Whether calls are recorded for differentiation."""
    torch.set_grad_enabled(enabled)
