"""What can go wrong, told apart."""
import traceback

MESSAGE_LIMIT = 2000
TRACE_LIMIT = 4000


class Unsupported(Exception):
    """It cannot be done here: a result, not a failure."""

    def __init__(self, reason, remedy=None):
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy

    def advice(self):
        """The optional field of a message."""
        return {} if self.remedy is None else {"remedy": self.remedy}


class CheckFailed(Exception):
    """The result differs from the reference by more than rounding can explain."""


class RankFailed(RuntimeError):
    """What a process of an operation said of its end: the type of its error is in the message."""


class RankOutOfMemory(MemoryError):
    """The same of one that ran out of memory."""


class ProtocolError(Exception):
    """A request that cannot be understood or does not fit what was asked before."""

    def __init__(self, message, request_id=None):
        super().__init__(message)
        self.request_id = request_id


def text_of(exception):
    """Type and message in one line of bounded length."""
    message = " ".join(str(exception).split())
    if isinstance(exception, (RankFailed, RankOutOfMemory)) and message:
        return message[:MESSAGE_LIMIT]
    name = type(exception).__name__
    return (f"{name}: {message}" if message else name)[:MESSAGE_LIMIT]


def trace_of(exception):
    """The end of the traceback, at most 4 kB."""
    text = "".join(traceback.format_exception(type(exception), exception, exception.__traceback__))
    return text.encode("utf-8", "backslashreplace")[-TRACE_LIMIT:].decode("utf-8", "replace")[-TRACE_LIMIT:]


def is_out_of_memory(exception):
    """Host or device memory ran out; libraries say so in several ways."""
    if isinstance(exception, MemoryError) or type(exception).__name__ == "OutOfMemoryError":
        return True
    text = str(exception).lower()
    return isinstance(exception, RuntimeError) and ("out of memory" in text or "can't allocate memory" in text or "not enough memory" in text)


def is_device_lost(exception):
    """An error after which the device's context answers every call with the same error: only a new process helps."""
    if is_out_of_memory(exception):
        return False
    text = str(exception)
    if any(mark in text for mark in ("BLAS_STATUS_", "CUDNN_STATUS_", "MIOPEN_STATUS_", "miopenStatus")) and "EXECUTION_FAILED" not in text:
        return False  # torch words a library's refusal like an error of the device, which it is not
    return type(exception).__name__ == "AcceleratorError" or any(
        mark in text for mark in ("CUDA error", "HIP error", "device-side assert", "UR_RESULT_ERROR_DEVICE_LOST"))


def is_refusal(exception):
    """A library that has no kernel for a type or device says so with the exceptions of real failures."""
    return isinstance(exception, NotImplementedError) or isinstance(exception, RuntimeError) and "not implemented for '" in str(exception)


def first_line(exception):
    """The first line of a message: libraries append their C++ traces."""
    return (str(exception).strip().splitlines() or [type(exception).__name__])[0][:MESSAGE_LIMIT]
