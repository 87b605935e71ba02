"""What may somebody have meant who wrote a name that is not known?"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 20
"""How many names are told where none is near."""


def meant(name: str, known: Iterable[str]) -> str:
    """`did you mean 'contacts.create'?`, or which names there are; to be put behind a semicolon."""
    choices = tuple(known)
    near = get_close_matches(name, choices, n=3)
    if near:
        return f"did you mean {' or '.join(repr(choice) for choice in near)}?"
    return f"there are {', '.join(choices[:SHOWN]) or 'none'}{' ...' if len(choices) > SHOWN else ''}"
