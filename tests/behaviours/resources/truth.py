"""Which resources do real specifications have? Written down by hand, from what each specification says.

A row is a collection's path, what can be done to its records, their key and where their list stands in an answer:
C create, B create several, L list, R read, U replace, M merge, D delete, X delete all, S: it is one single record.
Records to which two paths lead, one of them through an owner, have a row at the other one.
"""

from __future__ import annotations

from collections.abc import Mapping

TRUTH: Mapping[str, str] = {
    "3.0/stripe-openapi-spec3.json": """
        /v1/application_fees/{}/refunds CLMR id data
        /v1/charges CLMR id data
        /v1/coupons CDLMR id data
        /v1/customers CDLMR id data
        /v1/customers/{}/sources CDLMR id data
        /v1/disputes LMR id data
        /v1/events LR id data
        /v1/files CLR id data
        /v1/invoiceitems CDLMR id data
        /v1/invoices CDLMR id data
        /v1/issuing/disputes CLMR id data
        /v1/orders CLMR id data
        /v1/payment_intents CLMR id data
        /v1/payment_links CLMR id data
        /v1/payouts CLMR id data
        /v1/plans CDLMR id data
        /v1/prices CLMR id data
        /v1/products CDLMR id data
        /v1/promotion_codes CLMR id data
        /v1/quotes CLMR id data
        /v1/refunds CLMR id data
        /v1/setup_intents CLMR id data
        /v1/skus CDLMR id data
        /v1/sources CMR id -
        /v1/subscriptions CDLMR id data
        /v1/tax_rates CLMR id data
        /v1/transfers CLMR id data
        /v1/webhook_endpoints CDLMR id data
    """,
    "3.0/octokit-openapi-generated-api.github.com.json": """
        /enterprises/{}/actions/runners/{}/labels BDLX name labels
        /gists CDLMR id []
        /gists/{}/comments CDLMR id []
        /orgs/{}/actions/runners/{}/labels BDLX name labels
        /orgs/{}/hooks CDLMR id []
        /orgs/{}/teams/{}/discussions/{}/comments CDLMR number []
        /projects/{}/collaborators DLU login []
        /repos/{}/{}/actions/runners/{}/labels BDLX name labels
        /repos/{}/{}/branches LR name []
        /repos/{}/{}/collaborators DLU login []
        /repos/{}/{}/comments CDLMR id []
        /repos/{}/{}/deployments CDLR id []
        /repos/{}/{}/environments DLRU name environments
        /repos/{}/{}/hooks CDLMR id []
        /repos/{}/{}/issues CLMR number []
        /repos/{}/{}/issues/comments CDLMR id []
        /repos/{}/{}/issues/{}/labels BDLX name []
        /repos/{}/{}/keys CDLR id []
        /repos/{}/{}/labels CDLMR name []
        /repos/{}/{}/milestones CDLMR number []
        /repos/{}/{}/pulls CLMR number []
        /repos/{}/{}/pulls/comments CDLMR id []
        /repos/{}/{}/releases CDLMR id []
        /teams/{}/discussions/{}/comments CDLMR number []
        /user/gpg_keys CDLR id []
        /user/keys CDLR id []
    """,
    "3.0/twilio-twilio-oai-twilio-api-v2010.json": """
        /2010-04-01/Accounts CLMR sid accounts
        /2010-04-01/Accounts/{}/Addresses CDLMR sid addresses
        /2010-04-01/Accounts/{}/Applications CDLMR sid applications
        /2010-04-01/Accounts/{}/AuthorizedConnectApps LR connect_app_sid authorized_connect_apps
        /2010-04-01/Accounts/{}/AvailablePhoneNumbers LR country_code countries
        /2010-04-01/Accounts/{}/Calls CDLMR sid calls
        /2010-04-01/Accounts/{}/Calls/{}/Notifications LR sid notifications
        /2010-04-01/Accounts/{}/Calls/{}/Recordings CDLMR sid recordings
        /2010-04-01/Accounts/{}/Conferences LMR sid conferences
        /2010-04-01/Accounts/{}/Conferences/{}/Recordings DLMR sid recordings
        /2010-04-01/Accounts/{}/ConnectApps DLMR sid connect_apps
        /2010-04-01/Accounts/{}/IncomingPhoneNumbers CDLMR sid incoming_phone_numbers
        /2010-04-01/Accounts/{}/IncomingPhoneNumbers/{}/AssignedAddOns CDLR sid assigned_add_ons
        /2010-04-01/Accounts/{}/IncomingPhoneNumbers/{}/AssignedAddOns/{}/Extensions LR sid extensions
        /2010-04-01/Accounts/{}/Keys CDLMR sid keys
        /2010-04-01/Accounts/{}/Messages/{}/Media DLR sid media_list
        /2010-04-01/Accounts/{}/Queues/{}/Members LMR call_sid queue_members
        /2010-04-01/Accounts/{}/Messages CDLMR sid messages
        /2010-04-01/Accounts/{}/SigningKeys CDLMR sid signing_keys
        /2010-04-01/Accounts/{}/Notifications LR sid notifications
        /2010-04-01/Accounts/{}/OutgoingCallerIds CDLMR sid outgoing_caller_ids
        /2010-04-01/Accounts/{}/Conferences/{}/Participants CDLMR call_sid participants
        /2010-04-01/Accounts/{}/Calls/{}/Payments CM sid -
        /2010-04-01/Accounts/{}/Queues CDLMR sid queues
        /2010-04-01/Accounts/{}/Calls/{}/Transcriptions CM sid -
        /2010-04-01/Accounts/{}/Recordings DLR sid recordings
        /2010-04-01/Accounts/{}/Recordings/{}/AddOnResults DLR sid add_on_results
        /2010-04-01/Accounts/{}/Recordings/{}/AddOnResults/{}/Payloads DLR sid payloads
        /2010-04-01/Accounts/{}/Recordings/{}/Transcriptions DLR sid transcriptions
        /2010-04-01/Accounts/{}/SMS/ShortCodes LMR sid short_codes
        /2010-04-01/Accounts/{}/SIP/Domains/{}/Auth/Calls/CredentialListMappings CDLR sid contents
        /2010-04-01/Accounts/{}/SIP/Domains/{}/Auth/Calls/IpAccessControlListMappings CDLR sid contents
        /2010-04-01/Accounts/{}/SIP/Domains/{}/Auth/Registrations/CredentialListMappings CDLR sid contents
        /2010-04-01/Accounts/{}/SIP/CredentialLists/{}/Credentials CDLMR sid credentials
        /2010-04-01/Accounts/{}/SIP/CredentialLists CDLMR sid credential_lists
        /2010-04-01/Accounts/{}/SIP/Domains/{}/CredentialListMappings CDLR sid credential_list_mappings
        /2010-04-01/Accounts/{}/SIP/Domains CDLMR sid domains
        /2010-04-01/Accounts/{}/SIP/IpAccessControlLists CDLMR sid ip_access_control_lists
        /2010-04-01/Accounts/{}/SIP/Domains/{}/IpAccessControlListMappings CDLR sid ip_access_control_list_mappings
        /2010-04-01/Accounts/{}/SIP/IpAccessControlLists/{}/IpAddresses CDLMR sid ip_addresses
        /2010-04-01/Accounts/{}/Calls/{}/Siprec CM sid -
        /2010-04-01/Accounts/{}/Calls/{}/Streams CM sid -
        /2010-04-01/Accounts/{}/Transcriptions DLR sid transcriptions
        /2010-04-01/Accounts/{}/Usage/Triggers CDLMR sid usage_triggers
        /2010-04-01/Accounts/{}/Calls/{}/UserDefinedMessageSubscriptions CD sid -
    """,
    "3.0/swagger-api-swagger-petstore-openapi.yaml": """
        /pet CDRU id -
        /store/order CDR id -
        /user CDRU username -
    """,
    "2.0/netlify-open-api-swagger.yaml": """
        /sites CDLMR id []
        /accounts/{}/env BDLMRU key []
        /sites/{}/forms DL id []
        /sites/{}/files LR path []
        /sites/{}/assets CDLRU id []
        /sites/{}/snippets CDLRU id []
        /sites/{}/build_hooks CDLRU id []
        /deploys CDLRU id []
        /builds CLR id []
        /hooks CDLRU id []
        /oauth/tickets CR id -
        /deploy_keys CDLR id []
        /{}/members CDLRU id []
        /accounts CDLRU id []
        /agent_runners CDLMR id []
        /agent_runners/{}/sessions CDLMR id []
        /sites/{}/services/{}/instances CDRU id -
        /services LR name []
        /sites/{}/traffic_splits CLRU id []
        /dns_zones CDLR id []
        /dns_zones/{}/dns_records CDLR id []
        /sites/{}/dev_servers CLRX id []
        /sites/{}/dev_server_hooks CDLRU id []
        /sites/{}/database/branch CDLR branch_id branches
        /sites/{}/database/compute/settings DRUS - -
        /sites/{}/database/migrations LMR name migrations
        /sites/{}/database/snapshot CDL id snapshots
    """,
    "3.0/unitycatalog-unitycatalog-all.yaml": """
        /catalogs CDLMR name catalogs
        /schemas CDLMR full_name schemas
        /tables CDLR full_name tables
        /volumes CDLMR full_name volumes
        /functions CDLR full_name functions
        /models CDLMR full_name registered_models
        /models/{}/versions CDLMR version model_versions
        /credentials CDLMR name credentials
        /external-locations CDLMR name external_locations
    """,
    "3.1/resend-resend-openapi-resend.json": """
        /emails CLMR id data
        /emails/{}/attachments LR id data
        /emails/receiving LR id data
        /emails/receiving/{}/attachments LR id data
        /domains CDLMR id data
        /api-keys CDLM id data
        /oauth/grants DL id data
        /templates CDLMR id data
        /audiences CDLR id data
        /contacts CDLMR id data
        /contacts/imports CLR id data
        /broadcasts CDLMR id data
        /webhooks CDLMR id data
        /segments CDLR id data
        /topics CDLMR id data
        /contact-properties CDLMR id data
        /contacts/{}/segments CDL id data
        /logs LR id data
        /automations CDLMR id data
        /automations/{}/runs LR id data
        /events CDLMR id data
        /suppressions CDLR id data
    """,
    "2.0/goharbor-harbor-v2.0-swagger.yaml": """
        /configurations RUS - -
        /projects CDLRU project_id []
        /projects/{}/members CDLRU id []
        /projects/{}/metadatas CDRU - -
        /projects/{}/repositories DLRU name []
        /projects/{}/repositories/{}/artifacts CDLR digest []
        /projects/{}/repositories/{}/artifacts/{}/tags CDL name []
        /projects/{}/repositories/{}/artifacts/{}/labels CD id -
        /projects/{}/scanner RUS - -
        /p2p/preheat/instances CDLRU name []
        /projects/{}/preheat/policies CDLMRU name []
        /projects/{}/preheat/policies/{}/executions LMR id []
        /projects/{}/immutabletagrules CDLU id []
        /projects/{}/webhook/policies CDLRU id []
        /usergroups CDLRU id []
        /icons R - -
        /robots CDLMRU id []
        /quotas LRU id []
        /replication/policies CDLRU id []
        /replication/executions CLRU id []
        /registries CDLRU id []
        /system/gc LRU id []
        /system/gc/schedule CRUS - -
        /system/purgeaudit LRU id []
        /system/purgeaudit/schedule CRUS - -
        /system/CVEAllowlist RUS - -
        /system/scanAll/schedule CRUS - -
        /jobservice/queues L job_type []
        /retentions CDRU id -
        /retentions/{}/executions CL id []
        /retentions/{}/executions/{}/tasks L id []
        /scanners CDLMRU uuid []
        /users CDLRU user_id []
        /labels CDLRU id []
        /export/cve/execution R id -
    """,
    "3.1/redocly-museum-openapi-example-openapi.yaml": """
        /special-events CDLMR eventId []
    """,
    "2.0/zalando-nakadi-data-nakadi-event-bus-api.yaml": """
        /event-types CDLRU name []
        /event-types/{}/schemas CLR version items
        /event-types/{}/partitions LR partition []
        /subscriptions CDLRU id items
        /storages CDLR id []
        /event-types/{}/timelines CL id []
        /avro-schemas/{}/versions LR version items
    """,
    "3.0/influxdata-openapi-contracts-oss.json": """
        /dbrps CDLMR id content
        /telegrafs CDLRU id configurations
        /telegrafs/{}/labels CDL id labels
        /telegrafs/{}/members CDL id users
        /telegrafs/{}/owners CDL id users
        /variables/{}/labels CDL id labels
        /labels CDLMR id labels
        /dashboards CDLMR id dashboards
        /dashboards/{}/cells CDM id -
        /dashboards/{}/cells/{}/view MRS - -
        /dashboards/{}/labels CDL id labels
        /dashboards/{}/members CDL id users
        /dashboards/{}/owners CDL id users
        /query/suggestions LR name funcs
        /buckets CDLMR id buckets
        /buckets/{}/labels CDL id labels
        /buckets/{}/members CDL id users
        /buckets/{}/owners CDL id users
        /orgs CDLMR id orgs
        /orgs/{}/members CDL id users
        /orgs/{}/owners CDL id users
        /stacks CDLMR id stacks
        /tasks/{}/runs CDLR id runs
        /tasks CDLMR id tasks
        /tasks/{}/labels CDL id labels
        /tasks/{}/members CDL id users
        /tasks/{}/owners CDL id users
        /users CDLMR id users
        /checks CDLMRU id checks
        /checks/{}/labels CDL id labels
        /notificationRules CDLMRU id notificationRules
        /notificationRules/{}/labels CDL id labels
        /notificationEndpoints CDLMRU id notificationEndpoints
        /notificationEndpoints/{}/labels CDL id labels
        /authorizations CDLMR id authorizations
        /variables CDLMRU id variables
        /sources CDLMR id sources
        /scrapers CDLMR id configurations
        /scrapers/{}/labels CDL id labels
        /scrapers/{}/members CDL id users
        /scrapers/{}/owners CDL id users
        /remotes CDLMR id remotes
        /replications CDLMR id replications
    """,
}
