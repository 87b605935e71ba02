"""What did requests exercise of which there is only a file left?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from mockserver.contract import Told, merged, read_report
from mockserver.engine import Engine
from mockserver.exchanges import Exchange, exchanges_of, read_object
from mockserver.mock.exercised import Exercised
from mockserver.model import Match, Outcome
from mockserver.state import Journal
from mockserver.web import load

_WRONG = "it is neither a journal nor a recording nor a coverage report"


def coverage_of_files(paths: Sequence[Path], specs: Iterable[str | Path] = ()) -> Told:
    """What some files tell together: coverage reports, answers of `GET /requests`, or recordings (HAR).

    MockserverError, naming the file, where one is none of these. `specs` are what journals and recordings are held
    against.
    """
    contents = {path: read_object(path, _WRONG) for path in paths}
    reports = [read_report(path) for path, content in contents.items() if "operations" in content]
    rest = {path: content for path, content in contents.items() if "operations" not in content}
    if rest:
        engine = load(tuple(specs))
        reports += [_counted(exchanges_of(path, content, _WRONG), engine) for path, content in rest.items()]
    return merged(reports)


def _counted(exchanges: Sequence[Exchange], engine: Engine) -> Told:
    journal, collected = Journal(outcomes=len(exchanges) + 1), Exercised(engine)
    for number, exchange in enumerate(exchanges):
        request, response = exchange.request, exchange.response
        match = engine.router.route(request.method, request.path)
        if isinstance(match, Match):
            api, now = match.operation.api, datetime.now(UTC)
            journal.add(Outcome(str(number), now, "", request, response, "upstream", api, match.operation, (), (), 0.0))
    collected.add(journal)
    return collected.report()
