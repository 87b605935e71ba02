"""Programs of others that publish an OpenAPI document: each runs on loopback, in a process of its own.

`python -m tests.providers` installs them beside the tests' own packages; `running` starts one and ends it.
"""

from tests.providers.catalogue import PROVIDERS, Provider, Release
from tests.providers.running import Running, running

__all__ = ["PROVIDERS", "Provider", "Release", "Running", "running"]
