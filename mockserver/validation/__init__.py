"""Do requests and answers keep the contract?"""

from mockserver.validation.batch import Steps, items_of
from mockserver.validation.request import RequestPlan
from mockserver.validation.response import ResponsePlan
from mockserver.validation.security import credentials, missing, shown

__all__ = ["RequestPlan", "ResponsePlan", "Steps", "credentials", "items_of", "missing", "shown"]
