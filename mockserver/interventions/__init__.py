"""What comes between a request and the answer that it would get: overrides, faults, and what a request prefers?"""

from mockserver.interventions.answering import laid_over, merge
from mockserver.interventions.intervening import Intervention, intervention
from mockserver.interventions.reading import read_override

__all__ = ["Intervention", "intervention", "laid_over", "merge", "read_override"]
