"""Libraries under test that may be absent or broken."""
import importlib
import importlib.util
import sys

from .errors import Unsupported, text_of


def find(name, title, remedy):
    """Raises Unsupported where the module is not installed. Imports nothing but the packages around it."""
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        found = None
    except BaseException as error:  # a package around it may raise anything
        raise Unsupported(f"installed but unusable: {text_of(error)}", f"reinstall {title}") from None
    if found is None:
        raise Unsupported(f"{title} is not installed for {sys.executable or 'this Python'}", remedy)


def load(name, title):
    """Imports a module that is installed. Raises Unsupported, whatever the import raises."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        remedy = f"pip install {error.name}" if error.name else f"reinstall {title}"
        raise Unsupported(f"installed but unusable: {text_of(error)}", remedy) from None
    except BaseException as error:  # SystemExit included
        raise Unsupported(f"installed but unusable: {text_of(error)}", f"reinstall {title}") from None
