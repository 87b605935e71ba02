"""What does an operation on a resource do?"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.behaviours.resources.handling.changing import Action, BulkMerge, BulkReplace, Fill, Merge, Replace
from mockserver.behaviours.resources.handling.deleting import BulkDelete, Clear, Delete
from mockserver.behaviours.resources.handling.handling import NO_JOBS, Handling
from mockserver.behaviours.resources.handling.jobs import Job
from mockserver.behaviours.resources.handling.making import Bulk, Create
from mockserver.behaviours.resources.handling.reading import List, Read, Within
from mockserver.behaviours.resources.plan import ResourcePlan
from mockserver.behaviours.resources.resource import Part, Role
from mockserver.model import Operation

__all__ = ["handling_of"]

_BY_ROLE: Mapping[Role, type[Handling]] = {
    "create": Create,
    "bulk": Bulk,
    "list": List,
    "read": Read,
    "replace": Replace,
    "bulk-replace": BulkReplace,
    "fill": Fill,
    "merge": Merge,
    "bulk-merge": BulkMerge,
    "delete": Delete,
    "bulk-delete": BulkDelete,
    "clear": Clear,
    "action": Action,
    "within": Within,
}


def handling_of(
    plan: ResourcePlan, part: Part, above: ResourcePlan | None = None, jobs: Mapping[Operation, Job] = NO_JOBS
) -> Handling:
    """What an operation does that has a part in a resource; `above` and `jobs` are as `Handling` has them."""
    return _BY_ROLE[part.role](plan, part, above, jobs)
