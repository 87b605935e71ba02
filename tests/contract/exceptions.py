"""Where the mock does not pass its own check, by document, operation and check, and why."""

from __future__ import annotations

from collections.abc import Mapping

Known = Mapping[tuple[str, str], str]

_NAMES = "which attributes a text in the query may name is in no schema"
_STREAMS = "a stream is kept apart, and read at an address of its own"
_NESTED = "nested messages are read at an address of their own, unless they are asked for"
_EXAMPLE = "the document's own example breaks its schema"
_LINK = "the document's own link asks for what its answer does not have"
_STATIC = "nobody wrote to the list, so it is a static sample: one record, and 0 for the number in its header"

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
    "goharbor-harbor-v2.0-swagger.yaml": {
        ("listRepositories", "wrong-total"): _STATIC,
    },
    "moby-moby-swagger.yaml": {
        ("ContainerInspect", "wrong-record"): "what is made has the name of an image, and what is read its digest"
    },
    "ory-kratos-swagger.json": {
        ("listIdentitySessions", "wrong-total"): _STATIC,
        ("patchIdentity", "rejected-valid"): "what a JSON Patch can do is in no schema, but in a description",
    },
    "python-openapi-openapi-core-v3.0-petstore.yaml": {("createPets", "invalid-example"): _EXAMPLE},
    "readmeio-oas-examples-3.0-request-examples.json": {
        ("put /requestBody-primitive-example", "invalid-example"): _EXAMPLE
    },
    "pb33f-libopenapi-test-specs-burgershop.openapi.yaml": {("createBurger", "broken-link"): _LINK},
    "xeroapi-xero-openapi-xero-webhooks.yaml": {("publishCreditNoteEvent", "invalid-example"): _EXAMPLE},
}
