"""Variables of the environment that ML libraries read, as this process was started with them: a script that starts the interpreter may
have set some, which the host does not see in its own environment."""
import os

# Wider than what the host keeps as facts: it chooses among them.
_PREFIXES = ("OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "BLIS_", "ONEDNN_", "DNNL_", "TORCH", "PYTORCH_", "ATEN_", "TRITON_", "VLLM_", "SGLANG_", "MALLOC_",
             "CUDA_", "CUBLAS_", "CUDNN_", "NCCL_", "NVIDIA_", "ROCR_", "HIP_", "HIPBLASLT_", "HSA_", "ROCBLAS_", "RCCL_", "MIOPEN_", "AMD_", "GPU_",
             "ZE_", "LD_PRELOAD", "GLIBC_TUNABLES")
_SECRETS = ("KEY", "TOKEN", "SECRET", "PASS", "CREDENTIAL", "AUTH", "COOKIE", "CERT")


def named(environment):
    """The variables as facts ``env.NAME``; of one whose name looks like a secret nothing."""
    return {f"env.{name}": value.encode(errors="replace").decode() for name, value in sorted(environment.items())
            if name.startswith(_PREFIXES) and not any(word in name.upper() for word in _SECRETS)}


# Before a library sets some itself.
AT_START = named(os.environ)
