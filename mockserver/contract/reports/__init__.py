"""How are findings told: to people, to build servers, to code hosts and to programs?"""

from mockserver.contract.reports.annotations import workflow_commands
from mockserver.contract.reports.files import WRITERS, ReportFile
from mockserver.contract.reports.junit import junit
from mockserver.contract.reports.legible import legible
from mockserver.contract.reports.page import page
from mockserver.contract.reports.sarif import sarif
from mockserver.contract.reports.structured import VERSION, structured
from mockserver.contract.reports.terminal import terminal

__all__ = [
    "VERSION",
    "WRITERS",
    "ReportFile",
    "junit",
    "legible",
    "page",
    "sarif",
    "structured",
    "terminal",
    "workflow_commands",
]
