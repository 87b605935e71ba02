"""Real specifications: a record lives as they say, by a validator that the server does not use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mockserver import load
from tests.behaviours.resources.driving import Driver
from tests.behaviours.resources.walking import STEPS, Walk, full_resources

CORPUS = Path(os.environ.get("MOCKSERVER_CORPUS", "/nowhere")) / "real-specs"
MOST = 2
"""In how many collections of one specification a record lives."""

WALKED = (
    "argoproj-argo-cd-assets-swagger",
    "argoproj-argo-workflows-openapi-spec-swagger",
    "docusign-openapi-specifications-click.rest.swagger-v1",
    "docusign-openapi-specifications-rooms.rest.swagger-v2",
    "goharbor-harbor-v2.0-swagger",
    "moby-moby-swagger",
    "netlify-open-api-swagger",
    "ory-kratos-swagger",
    "sendgrid-sendgrid-oai-oai",
    "stripe-openapi-spec2",
    "weaviate-weaviate-openapi-specs-schema",
    "zalando-nakadi-data-nakadi-event-bus-api",
    "zoom-api-openapi.v2",
    "apache-polaris-polaris-management-service",
    "docusign-openapi-specifications-workspaces.rest.swagger",
    "elastic-elasticsearch-specification-output-elasticsearch-serverless-openapi",
    "hey-api-openapi-ts-3.0.x-clerk-2025-11-10",
    "octokit-openapi-generated-api.github.com",
    "open-eo-openeo-api-openapi",
    "stripe-openapi-spec3",
    "sumup-sumup-openapi-openapi",
    "twilio-twilio-oai-twilio-api-v2010",
    "twilio-twilio-oai-twilio-verify-v2",
    "unitycatalog-unitycatalog-all",
    "wiremock-wiremock-swagger-wiremock-admin-api",
    "xeroapi-xero-openapi-xero-accounting",
    "adyen-adyen-openapi-managementservice-v3",
    "discord-discord-api-spec-openapi",
    "figma-rest-api-spec-openapi",
    "hey-api-openapi-ts-3.1.x-opencode",
    "mistralai-platform-docs-public-openapi",
    "openai-openai-openapi-openapi",
    "redocly-museum-openapi-example-openapi",
    "resend-resend-openapi-resend",
)
"""The specifications with a collection whose records can be made, read, listed, changed and deleted."""

pytestmark = [
    pytest.mark.skipif(not CORPUS.is_dir(), reason="MOCKSERVER_CORPUS does not name the folder of the corpus"),
    pytest.mark.no_cover,
]


@pytest.mark.parametrize("name", WALKED)
def test_a_record_is_made_read_listed_changed_and_deleted(name: str) -> None:
    (spec,) = CORPUS.glob(f"[23].?/{name}.*")
    engine = load(spec, auth=False, settings={spec.stem: {"seed": "none"}})
    (api,) = engine.apis.values()
    walked, troubles = 0, []
    for resource in full_resources(api):
        walk = Walk(resource, Driver(engine, api))
        if walk.run():
            walked += 1
            troubles += [*walk.driver.troubles, *(step for step in STEPS if step not in walk.steps)]
        if walked == MOST:
            break
    assert troubles == []
    assert walked
