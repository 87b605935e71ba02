"""What comes between a request and the answer that it would get: overrides, faults, and what a request prefers?"""

from mockserver.interventions.answering import merge
from mockserver.interventions.faults import PROFILES, read_faults
from mockserver.interventions.intervening import Intervention, intervention
from mockserver.interventions.reading import read_override

__all__ = ["PROFILES", "Intervention", "intervention", "merge", "read_faults", "read_override"]
