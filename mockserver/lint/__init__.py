"""What is wrong with a specification, its examples and its links?"""

from mockserver.lint.report import Told, lint

__all__ = ["Told", "lint"]
