"""Where the mock does not pass its own check, by document, operation and check, and why.

`warned.json` has what is no fault of the mock: by document, the kind of each warning with its pointer, and operations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

Known = Mapping[tuple[str, str], str]

_NAMES = "which attributes a text in the query may name is in no schema"
_STREAMS = "a stream is kept apart, and read at an address of its own"
_NESTED = "nested messages are read at an address of their own, unless they are asked for"
_EXAMPLE = "the document's own example breaks its schema"
_LINK = "the document's own link asks for what its answer does not have"

ORACLE: Known = {
    ("phoneCalls.list", "rejected-valid"): _NAMES,
    ("TranscriptMessage.list", "rejected-valid"): _NAMES,
    ("phoneTranscriptMessages.list", "rejected-valid"): _NAMES,
    ("phoneCalls.get", "wrong-record"): _NESTED,
    ("phoneCalls.get", "lost-update"): _NESTED,
    ("TranscriptMessage.get", "wrong-record"): _STREAMS,
    ("phoneTranscriptMessages.create", "rejected-valid"): "the phone call that a body names has to be there",
    ("phoneCalls.create", "broken-link"): _LINK,
}
PIPELINER: Known = {
    ("Clients.get", "rejected-valid"): _NAMES,
    ("Products.get", "rejected-valid"): _NAMES,
    ("Clients.get", "changed-value"): "the server counts revisions itself",
    ("Products.get", "changed-value"): "the server counts revisions itself",
}
KNOWN: Mapping[str, Known] = {
    "oracle.yaml": ORACLE,
    "pipeliner.yaml": PIPELINER,
    "oai-openapi-specification-v3.0-pass-link-example.yaml": {("getRepositoriesByOwner", "broken-link"): _LINK},
    "moby-moby-swagger.yaml": {
        ("ContainerInspect", "wrong-record"): "what is made has the name of an image, and what is read its digest"
    },
    "ory-kratos-swagger.json": {
        ("patchIdentity", "rejected-valid"): "what a JSON Patch can do is in no schema, but in a description",
    },
    "python-openapi-openapi-core-v3.0-petstore.yaml": {("createPets", "invalid-example"): _EXAMPLE},
    "readmeio-oas-examples-3.0-request-examples.json": {
        ("put /requestBody-primitive-example", "invalid-example"): _EXAMPLE
    },
    "pb33f-libopenapi-test-specs-burgershop.openapi.yaml": {("createBurger", "broken-link"): _LINK},
    "xeroapi-xero-openapi-xero-webhooks.yaml": {("publishCreditNoteEvent", "invalid-example"): _EXAMPLE},
}

WARNED: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(
    Path(__file__).with_name("warned.json").read_text(encoding="utf-8")
)
