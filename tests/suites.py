"""Which suite of somebody else's do the tests of the plugin run?"""

from __future__ import annotations

import pytest

from tests.documents import document, giving, taking, written

PET = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
SHOP = document(
    {
        "/pets": {
            "post": {
                "operationId": "pets.create",
                "requestBody": taking(PET),
                "responses": {"201": giving(PET, example={"name": "Rex"}), "422": giving({})},
            },
            "get": {
                "operationId": "pets.list",
                "responses": {"200": giving({"type": "array", "items": PET}, example=[])},
            },
        }
    },
)
BANK = document({"/accounts": {"get": {"operationId": "accounts.list", "responses": {"200": giving({}, example=[])}}}})
GET = "import requests\n\n\ndef get(url):\n    return requests.get(url, timeout=5)\n"


def prepare(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two specifications, and a run with this plugin and no other."""
    for name in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "mockserver.pytest_plugin")
    written(pytester.path, SHOP, "shop")
    written(pytester.path, BANK, "bank")
    pytester.makepyfile(sending=GET)
    pytester.makeini("[pytest]\nmockserver_specs = shop.json\naddopts = --strict-markers --strict-config -W error\n")


def run(pytester: pytest.Pytester, test: str, *arguments: str) -> pytest.RunResult:
    """What becomes of a test module, in a process of its own."""
    pytester.makepyfile(test_it="import pytest\nimport requests\nfrom sending import get\n\n\n" + test)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments)
