"""`check` on programs of others: what it found in them once, it finds again."""

from __future__ import annotations

from mockserver.apis import described_api
from mockserver.contract.check import Effort, Provider, check, find_place, over_network
from mockserver.transport import Transport
from tests.providers import running


def found(program: str, *operations: str) -> set[tuple[str, str, str]]:
    """Operation, check and blame of what is found in a program, in some of its operations."""
    with running(program) as provider:
        api = described_api(provider.file)
        send = over_network(Transport(provider.url))
        place = find_place(api, send, provider.url, "")
        report = check(api, Provider(provider.url, send, place), Effort(3, "1", operations, broken=20))
    return {(entry.operation.removeprefix(f"{program}."), entry.code, entry.blame) for entry in report.entries}


def test_what_is_wrong_with_kinto() -> None:
    assert found("kinto", "__version__", "batch", "server_info") == {
        ("__version__", "server-error", "upstream"),
        ("batch", "response-body", "upstream"),
        ("batch", "accepted-invalid", "upstream"),
    }


def test_what_is_wrong_with_glances() -> None:
    process, plugin = "_api_get_processes_api_4_processes__pid__get", "_api_api_4__plugin__get"
    assert found("glances", process, plugin, "_api_help_api_4_help_get") == {
        (process, "server-error", "upstream"),
        (plugin, "undocumented-status", "upstream"),
    }
