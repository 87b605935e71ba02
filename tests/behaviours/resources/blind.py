"""Which resources do nine more specifications have? Written down from them alone, before anything was inferred.

The rows are those of `truth`; a collection whose operations name what they do, such as `/files.list`, stands at what
its paths say without the verb: `/files`. Unlike there a table is the whole of its specification, so that what is
inferred beyond it is wrong. Left out are collections of which no answer shows a record, and lists that stand alone.
"""

from __future__ import annotations

from collections.abc import Mapping

BLIND: Mapping[str, str] = {
    "2.0/slackapi-slack-api-specs-web-api-slack-web-openapi-v2.json": """
        /admin.conversations CDL id channels
        /chat CDM ts -
        /chat.scheduledMessages CDL id scheduled_messages
        /conversations CLR id channels
        /files CDLR id files
        /pins CDL - items
        /reminders CDLR id reminders
        /stars CDL - items
        /usergroups CLM id usergroups
        /users LR id members
        /users.profile MRS - -
    """,
    "3.0/sumup-sumup-openapi-openapi.json": """
        /v0.1/checkouts CDLR id []
        /v0.1/customers CRU customer_id -
        /v0.1/customers/{}/payment-instruments DL token []
        /v0.1/merchants/{}/members CDLRU id items
        /v0.1/merchants/{}/readers CDLMR id items
        /v0.1/merchants/{}/roles CDLMR id items
        /v1/merchants R merchant_code -
        /v1/merchants/{}/persons LR id items
        /v1.1/receipts R transaction_data.transaction_id -
        /v2.1/merchants/{}/transactions LR id items
    """,
    "2.0/weaviate-weaviate-openapi-specs-schema.json": """
        /aliases CDLRU alias aliases
        /authz/roles CDLR name []
        /backups/{} CDLR id []
        /backups/{}/{}/restore CDRS - -
        /classifications CR id -
        /export/{} CDR id -
        /namespaces CDLRU name []
        /objects CDLMRU id objects
        /replication/replicate CDLRX id []
        /schema CDLRU class classes
        /schema/{}/shards LU name []
        /schema/{}/tenants BLR name []
        /users/db CDLR userId []
    """,
    "2.0/moby-moby-swagger.yaml": """
        /configs CDLMR ID []
        /containers CDLMR Id []
        /distribution R - -
        /exec CR ID -
        /images DLR Id []
        /networks CDLR Id []
        /nodes DLMR ID []
        /plugins DLR Name []
        /secrets CDLMR ID []
        /services CDLMR ID []
        /swarm MRS - -
        /tasks LR ID []
        /volumes CDLRU Name Volumes
    """,
    "3.0/apache-polaris-polaris-management-service.yaml": """
        /catalogs CDLRU name catalogs
        /catalogs/{}/catalog-roles CDLRU name roles
        /catalogs/{}/catalog-roles/{}/grants CDL - grants
        /principal-roles CDLRU name roles
        /principal-roles/{}/catalog-roles/{} CDL name roles
        /principals CDLRU name principals
        /principals/{}/principal-roles CDL name roles
    """,
}

AGAIN: Mapping[str, str] = {
    "2.0/kubeflow-pipelines-v1beta1-swagger-kfp-api-single-file.swagger.json": """
        /apis/v1beta1/experiments CDLR id experiments
        /apis/v1beta1/jobs CDLR id jobs
        /apis/v1beta1/namespaces/{}/pipelines R name -
        /apis/v1beta1/pipeline_versions CDLR id versions
        /apis/v1beta1/pipelines CDLR id pipelines
        /apis/v1beta1/runs CDLR id runs
    """,
    "3.1/apache-iceberg-open-api-rest-catalog-open-api.yaml": """
        /v1/{}/namespaces CDLR namespace namespaces
        /v1/{}/namespaces/{}/functions LR - identifiers
        /v1/{}/namespaces/{}/tables CDLMR name identifiers
        /v1/{}/namespaces/{}/tables/{}/plan CDR plan-id -
        /v1/{}/namespaces/{}/views CDLMR name identifiers
    """,
    "3.1/figma-rest-api-spec-openapi.yaml": """
        /v1/component_sets R key -
        /v1/components R key -
        /v1/files R - -
        /v1/files/{}/comments CDL id comments
        /v1/files/{}/comments/{}/reactions CDL emoji reactions
        /v1/files/{}/dev_resources BDL id dev_resources
        /v1/styles R key -
        /v2/webhooks CDLRU id webhooks
    """,
    "3.1/docusign-openapi-specifications-maestro.rest.swagger-v1.0.0.json": """
        /v1/accounts/{}/workflows/{}/instances LR id data
    """,
}
"""Four more, written down when what the first five had shown was mended."""
