"""Programs of others that publish an OpenAPI document: each runs on loopback, in a process of its own.

`python -m tests.providers` installs them beside the tests' own packages; `running` starts one and ends it.
Older releases of pytest are installed with them.
"""

from tests.providers.catalogue import PROVIDERS, PYTESTS, Provider, Release, pytest_folder
from tests.providers.running import Running, running

__all__ = ["PROVIDERS", "PYTESTS", "Provider", "Release", "Running", "pytest_folder", "running"]
