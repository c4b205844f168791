"""Typed access to the parameters of a request."""
from .errors import Unsupported

_REQUIRED = object()


class Params:
    """Flat parameters: whole numbers, texts, true and false."""

    def __init__(self, values):
        self._values = values

    def __contains__(self, name):
        return name in self._values

    def number(self, name, default=_REQUIRED):
        """A whole number."""
        value = self._get(name, default)
        if value is default and default is not _REQUIRED:
            return value
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unsupported(f"parameter '{name}' must be a whole number")
        return value

    def size(self, name, default=_REQUIRED):
        """A whole number of at least 1."""
        value = self.number(name, default)
        if value is not None and value < 1:
            raise Unsupported(f"parameter '{name}' must be positive")
        return value

    def text(self, name, default=_REQUIRED):
        value = self._get(name, default)
        if value is default and default is not _REQUIRED:
            return value
        if not isinstance(value, str):
            raise Unsupported(f"parameter '{name}' must be a text")
        return value

    def flag(self, name, default=False):
        """False where the parameter is absent."""
        value = self._values.get(name, default)
        if not isinstance(value, bool):
            raise Unsupported(f"parameter '{name}' must be true or false")
        return value

    def choice(self, name, *words):
        """One of several words, the first where the parameter is absent."""
        word = self.text(name, words[0])
        if word not in words:
            raise Unsupported(f"parameter '{name}' must be one of: {', '.join(words)}")
        return word

    def required_choice(self, name, *words):
        """One of several words, which must be there."""
        self.text(name)
        return self.choice(name, *words)

    def _get(self, name, default):
        if name in self._values:
            return self._values[name]
        if default is _REQUIRED:
            raise Unsupported(f"parameter '{name}' is missing")
        return default
