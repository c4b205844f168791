"""Results held against a reference in double precision."""
import math
from typing import NamedTuple

from .errors import Unsupported


class Check(NamedTuple):
    """Largest error of a result and what rounding can explain."""

    max_error: float
    tolerance: float
    note: str = ""

    @property
    def passed(self):
        return self.max_error <= self.tolerance


def compare(results, references, typical, tolerance):
    """Compares entry by entry. An error is relative to the larger of the entry and ``typical``, the standard deviation of entries, by
    which those near zero are judged; absolute where ``tolerance`` is 0, which means exactness. NaN is an infinite error."""
    if len(results) != len(references) or not results:
        raise ValueError("as many results as references, at least one")
    largest, worst = -1.0, 0
    for index, (result, reference) in enumerate(zip(results, references)):
        error = abs(result - reference)
        if tolerance > 0:
            error /= max(typical, abs(reference), 5e-324)
        if math.isnan(error):
            error = math.inf
        if error > largest:
            largest, worst = error, index
    return Check(float(largest), tolerance, f"{results[worst]!r} instead of {references[worst]!r} in {len(results)} entries compared")


def deviation(values):
    """Root mean square: the magnitude of a typical entry."""
    return math.sqrt(sum(value * value for value in values) / len(values))


def require_rounding(results, references, least):
    """Raises Unsupported where results are closer to their references than ``least``, root mean square: then nothing was rounded to tf32."""
    error = deviation([result - reference for result, reference in zip(results, references)])
    if error < least:
        raise Unsupported(f"this device has no TF32: the result has the accuracy of fp32 (error {error:.2g})", "use fp32")


def worst(checks):
    """Of several checks the one nearest to, or farthest beyond, its tolerance."""

    def share(check):
        if check.tolerance > 0:
            return check.max_error / check.tolerance
        return math.inf if check.max_error else 0.0

    return max(checks, key=share)
