"""Triton's interpreter (TRITON_INTERPRET): what it computes is right, and its time says nothing of Triton."""
import os

NOTE = {
    "code": "interpreted", "message": "the result is right, computed by Triton's interpreter (TRITON_INTERPRET), whose time says nothing of Triton",
    "remedy": "unset TRITON_INTERPRET on a machine with a GPU", "noValue": True}


def is_on():
    """As Triton reads its variable when it is imported."""
    return os.environ.get("TRITON_INTERPRET", "").lower() in ("1", "true", "yes", "on", "y")
