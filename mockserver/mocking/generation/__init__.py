"""Which value would a schema's author expect to see?"""

from mockserver.mocking.generation.generator import Generator, Made, generate

__all__ = ["Generator", "Made", "generate"]
