"""Which kinds of record are there, with which fields, and which records do they name?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

SAMPLE_ID = "01234567-abcd-dcba-ffff-000000000000"
"""The id that the documents use in their examples."""


@dataclass(frozen=True)
class Relation:
    """A field with another record's id: `twins` are the names and collections under which that record is shown.

    More than one twin means that the record may be of either kind: the first collection that has it is meant.
    """

    key: str
    twins: tuple[tuple[str, str], ...]
    target: str


@dataclass(frozen=True)
class RecordList:
    """Records that name their owner, shown at the owner: those of which one of `keys` leads into `target`."""

    name: str
    collection: str
    owner_key: str
    key: str = ""
    target: str = ""


@dataclass(frozen=True)
class Entity:
    """One kind of record, as the specification describes it.

    `plain` are its own values, `files` lists of the ids of files, `computed` what is never stored. `read_only` values
    are stored only where a client asks for it.
    """

    collection: str
    name: str
    plain: tuple[str, ...]
    relations: tuple[Relation, ...] = ()
    lists: tuple[RecordList, ...] = ()
    files: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    read_only: frozenset[str] = frozenset()
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def stored(self) -> tuple[str, ...]:
        """The fields that a record keeps, besides those that every record has."""
        return (*self.plain, *(relation.key for relation in self.relations), *self.files)

    @cached_property
    def kept(self) -> frozenset[str]:
        """The members of a stored record."""
        return frozenset({*RECORD_FIELDS, *self.stored})

    @cached_property
    def links(self) -> frozenset[str]:
        """The names under which other records are shown."""
        twins = {name for relation in self.relations for name, _ in relation.twins}
        return frozenset(twins | {found.name for found in self.lists})

    @cached_property
    def shown(self) -> frozenset[str]:
        """Every member of a record as it is answered."""
        return self.kept | self.links | frozenset(self.computed)

    @cached_property
    def comparable(self) -> tuple[str, ...]:
        """The members by which records can be filtered and sorted, in the order in which they are answered."""
        return (*RECORD_FIELDS, *self.plain, *(relation.key for relation in self.relations), *self.computed)

    def blank(self) -> dict[str, Any]:
        """The fields of a record of which nothing is known."""
        revision = {"revision": 0} if "revision" in self.plain else {}
        return dict.fromkeys(self.stored) | {name: [] for name in self.files} | revision | dict(self.defaults)


RECORD_FIELDS = ("id", "is_delete_protected", "is_deleted", "created", "modified")
SYSTEM_READ_ONLY = frozenset({"is_delete_protected", "is_deleted", "created", "modified", "revision"})
MOMENTS = frozenset({"created", "modified", "datetime_sent", "last_active"})

_LEAD_OPPTY = Relation("lead_oppty_id", (("lead", "Leads"), ("oppty", "Opportunities")), "LeadOppty")
_OWNER = Relation("owner_id", (("owner", "Clients"),), "Client")
_ADDRESS = ("address", "city", "state_province", "zip_code", "country", "comments")
_QUICK = ("quick_account_name", "quick_contact_name", "quick_email", "quick_phone")


def _relation(name: str, collection: str, target: str) -> Relation:
    return Relation(f"{name}_id", ((name, collection),), target)


def _rows(name: str, key: str, target: str) -> RecordList:
    collection, owner_key = "TextMessageConversationRelationses", "text_message_conversation_id"
    return RecordList(f"{name}_relations", collection, owner_key, key, target)


ENTITIES: Mapping[str, Entity] = {
    entity.collection: entity
    for entity in (
        Entity(
            "Calls",
            "Call",
            (
                "phone_number", "twilio_call_log_id", "audio_status", "transcription_id", "transcription_language",
                "transcription_summary", "transcription_file_id", "audio_id", "twilio_call_sid",
            ),
            (
                _relation("account", "Accounts", "Account"),
                _relation("caller", "Clients", "Client"),
                _relation("client", "Clients", "Client"),
                _relation("contact", "Contacts", "Contact"),
                _LEAD_OPPTY,
                _relation("oppty_product_relation", "OpptyProductRelations", "OpptyProductRelation"),
                _relation("product", "Products", "Product"),
            ),
            required=("caller_id", "twilio_call_log_id"),
            read_only=frozenset({"transcription_file_id", "audio_id", "twilio_call_sid"}),
            defaults={"audio_status": "NoRecording"},
        ),
        Entity(
            "TextMessageConversations",
            "TextMessageConversation",
            ("recipient_phone_number", "revision"),
            (
                _relation("phone", "Phones", "Phone"),
                _relation("recipient_account", "Accounts", "Account"),
                _relation("recipient_contact", "Contacts", "Contact"),
            ),
            lists=(
                RecordList("messages", "TextMessages", "text_message_conversation_id"),
                _rows("account", "account_id", "Accounts"),
                _rows("contact", "contact_id", "Contacts"),
                _rows("project", "project_id", "Projects"),
                _rows("lead", "lead_oppty_id", "Leads"),
                _rows("opportunity", "lead_oppty_id", "Opportunities"),
                _rows("quote", "quote_id", "Quotes"),
            ),
            required=("phone_id",),
        ),
        Entity(
            "TextMessages",
            "TextMessage",
            (
                "content", "direction", "status", "datetime_sent", "message_sid", "score", "content_as_html", "data",
                "topic_prompts", "revision",
            ),
            (
                _relation("text_message_conversation", "TextMessageConversations", "TextMessageConversation"),
                _relation("chat_conversation", "ChatConversations", "ChatConversation"),
            ),
            files=("attachments",),
            required=("content", "direction"),
            read_only=frozenset({"content_as_html", "data", "topic_prompts"}),
        ),
        Entity(
            "TextMessageConversationRelationses",
            "TextMessageConversationRelations",
            ("revision",),
            (
                _relation("text_message_conversation", "TextMessageConversations", "TextMessageConversation"),
                _relation("account", "Accounts", "Account"),
                _relation("contact", "Contacts", "Contact"),
                _LEAD_OPPTY,
                _relation("project", "Projects", "Project"),
                _relation("quote", "Quotes", "Quote"),
            ),
            required=("text_message_conversation_id",),
        ),
        Entity(
            "Phones",
            "Phone",
            (
                "name", "type", "enabled", "phone_number", "error_code", "twilio_caller_sid",
                "message_forwarding_email", "call_forwarding_phone", "revision",
            ),
            (_OWNER,),
            required=("name", "type", "enabled"),
            read_only=frozenset({"message_forwarding_email", "call_forwarding_phone"}),
        ),
        Entity(
            "Clients",
            "Client",
            (
                "first_name", "middle_name", "last_name", "email", "phone", "position", "timezone", "region", "name",
                "formatted_name", "last_active", "revision",
            ),
            required=("email",),
            read_only=frozenset({"name", "formatted_name", "last_active"}),
        ),
        Entity(
            "Accounts",
            "Account",
            (
                "name", "account_class", *_ADDRESS, *(f"{kind}{n}" for kind in ("email", "phone") for n in range(1, 6)),
                "home_page", "quick_parent_account_name", "share_mode", "is_archived", "is_unsubscribed",
                "formatted_name", "revision",
            ),
            (_OWNER, _relation("parent_account", "Accounts", "Account")),
            required=("name", "owner_id"),
            read_only=frozenset({"formatted_name"}),
        ),
        Entity(
            "Contacts",
            "Contact",
            (
                "first_name", "middle_name", "last_name", "title", "position", "account_position", "email1", "phone1",
                "phone2", *_ADDRESS, "quick_account_name", "is_unsubscribed", "revision",
            ),
            (_OWNER,),
            required=("last_name", "owner_id"),
        ),
        Entity(
            "Leads",
            "Lead",
            ("name", "description", "is_archived", "ranking", *_QUICK, "revision"),
            (_OWNER,),
            required=("name", "owner_id"),
        ),
        Entity(
            "Opportunities",
            "Opportunity",
            (
                "name", "description", "closing_date", "is_archived", "is_value_auto_calculate", "was_qualified",
                "ranking", "reason_of_close_description", "share_mode", *_QUICK, "quick_account_email",
                "quick_account_phone", "revision",
            ),
            (_OWNER, _relation("active_quote", "Quotes", "Quote")),
            computed=("table_name", "status"),
            required=("name", "owner_id"),
        ),
        Entity("Products", "Product", ("name", "sku", "description", "revision"), required=("name",)),
        Entity(
            "OpptyProductRelations",
            "OpptyProductRelation",
            (
                "amount", "price", "quantity", "comment", "section_id", "sort_order", "discount_value",
                "discount_percentage", "revision",
            ),
            (
                _relation("product", "Products", "Product"),
                _relation("oppty", "Opportunities", "Opportunity"),
                _relation("quote", "Quotes", "Quote"),
                _relation("paired_oppty_product_relation", "OpptyProductRelations", "OpptyProductRelation"),
            ),
            required=("product_id",),
            read_only=frozenset({"discount_value", "discount_percentage"}),
        ),
        Entity("Projects", "Project", ("name", "description", "revision"), (_OWNER,), required=("name", "owner_id")),
        Entity(
            "Quotes",
            "Quote",
            ("name", "description", "revision"),
            (_OWNER, _LEAD_OPPTY),
            required=("name", "owner_id"),
        ),
    )
}  # fmt: skip

FIRST_RECORDS: Mapping[str, Mapping[str, Any]] = {
    "Clients": {"first_name": "Ann", "last_name": "Green", "email": "ann.green@example.com"},
    "Accounts": {"name": "Green Inc.", "owner_id": SAMPLE_ID, "email1": "office@example.com"},
    "Contacts": {"first_name": "Ben", "last_name": "Brown", "owner_id": SAMPLE_ID, "phone1": "+12025550111"},
    "Leads": {"name": "Green Inc. asks for a quote", "owner_id": SAMPLE_ID},
    "Opportunities": {"name": "Ten telephones for Green Inc.", "owner_id": SAMPLE_ID},
    "Products": {"name": "Telephone", "sku": "T-1"},
    "OpptyProductRelations": {"product_id": SAMPLE_ID, "oppty_id": SAMPLE_ID, "quantity": 10, "price": 25},
    "Phones": {"name": "Sales", "type": 4, "enabled": True, "phone_number": "+12025550100"},
    "Projects": {"name": "New office of Green Inc.", "owner_id": SAMPLE_ID},
    "Quotes": {"name": "Ten telephones", "owner_id": SAMPLE_ID},
}
"""What a new space holds: a record of each kind that the documents name in a relation, under the sample's id."""
