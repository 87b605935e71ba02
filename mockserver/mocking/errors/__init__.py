"""How does an API's own error body tell what is really wrong?"""

from mockserver.mocking.errors.filling import MAX_ENTRIES
from mockserver.mocking.errors.form import ErrorForm
from mockserver.mocking.errors.stated import Stated, stated_for
from mockserver.mocking.errors.trouble import Trouble

__all__ = ["MAX_ENTRIES", "ErrorForm", "Stated", "Trouble", "stated_for"]
