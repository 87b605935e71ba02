"""Does a provider keep to its specification?"""

from mockserver.contract.check.codes import CHECKS
from mockserver.contract.check.fuzzing import Fuzzer
from mockserver.contract.check.locating import find_place
from mockserver.contract.check.running import Effort, check, contracts_of
from mockserver.contract.check.second import OpenApiCore
from mockserver.contract.check.sending import Place, Provider, Send, headers_of, is_loopback, over_network, rate_of

__all__ = [
    "CHECKS",
    "Effort",
    "Fuzzer",
    "OpenApiCore",
    "Place",
    "Provider",
    "Send",
    "check",
    "contracts_of",
    "find_place",
    "headers_of",
    "is_loopback",
    "over_network",
    "rate_of",
]
