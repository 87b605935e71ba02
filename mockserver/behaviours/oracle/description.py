"""What does the framework say of its resources?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.behaviours.oracle.answers import DEFAULT_VERSION, VERSIONS
from mockserver.behaviours.oracle.resources import (
    CALLS_PLACE,
    MESSAGES,
    MESSAGES_PLACE,
    PHONE_CALLS,
    Place,
    Resource,
)
from mockserver.behaviours.oracle.selection import PAGE_SIZE
from mockserver.model import Operation

Json = dict[str, Any]

RESOURCES_VERSION = "11.13.18.05"

_TYPES = {"date-time": "datetime", "byte": "attachment"}
_ITEM_JSON = ["application/json", "application/vnd.oracle.adf.resourceitem+json"]
_COLLECTION_JSON = ["application/json", "application/vnd.oracle.adf.resourcecollection+json"]
_NESTED = Place(MESSAGES, MESSAGES.name, "/phoneCalls/{id}/child/TranscriptMessage", 0)


def schemas(operation: Operation) -> Mapping[str, Any]:
    """The schemas of the operation's own document, which say what its attributes take."""
    content = next(iter(operation.responses["200"].content.values()))
    found: Mapping[str, Any] = content.schema.root["components"]["schemas"] if content.schema else {}
    return found


def lengths(operation: Operation, resource: Resource) -> dict[str, int]:
    """The greatest lengths of a resource's texts."""
    properties = schemas(operation)[f"{resource.schema}-response"]["properties"]
    return {
        name: entry["maxLength"]
        for name, entry in properties.items()
        if "maxLength" in entry and resource.types.get(name) == "string"
    }


def catalog(operation: Operation, base: str, *, minimal: bool, children: bool) -> Json:
    """Every resource at its own place."""
    places = (CALLS_PLACE, MESSAGES_PLACE)
    described = (description(operation, place, base, minimal=minimal, children=children) for place in places)
    return {"Resources": {name: entry for part in described for name, entry in part["Resources"].items()}}


def description(operation: Operation, place: Place, base: str, *, minimal: bool, children: bool) -> Json:
    """One resource; `minimal` leaves out what it is made of."""
    return {"Resources": {place.name: _resource(schemas(operation), place, base, minimal=minimal, children=children)}}


def version_of(base: str) -> Json:
    """The one version of the resources, which stand at `base`."""
    return {
        "version": RESOURCES_VERSION,
        "isLatest": True,
        "adf:extension": {
            "defaultFrameworkVersion": DEFAULT_VERSION,
            "allowedFrameworkVersions": list(VERSIONS),
        },
        "links": [
            _link("self", base, "self", "item"),
            _link("canonical", base, "canonical", "item"),
            _link("describe", f"{base}/describe", "describe", "describe"),
        ],
    }


def all_versions(root: str) -> Json:
    """The versions whose resources stand below `root`."""
    return {
        "items": [version_of(f"{root}/{RESOURCES_VERSION}")],
        "links": [_link("self", root, "resources", "collection")],
    }


def _resource(document: Mapping[str, Any], place: Place, base: str, *, minimal: bool, children: bool) -> Json:
    title, plural = place.resource.titles
    described: Json = {"title": title, "titlePlural": plural, "discrColumnType": False}
    if not minimal:
        described.update(_made_of(document, place, base))
    if children and place.resource is PHONE_CALLS:
        nested = _resource(document, _NESTED, base, minimal=minimal, children=False)
        described["children"] = {MESSAGES.name: nested}
    described["links"] = [
        _link("self", f"{base}{place.path}/describe", "self", "describe"),
        _link("canonical", f"{base}{place.path}/describe", "canonical", "describe"),
    ]
    return described


def _made_of(document: Mapping[str, Any], place: Place, base: str) -> Json:
    resource = place.resource
    attributes = _attributes(document, resource)
    keys = [attribute for attribute in attributes if attribute["name"] == resource.key]
    collection = f"{base}{place.path}"
    return {
        "attributes": attributes,
        "collection": {
            "rangeSize": PAGE_SIZE,
            "finders": [{"name": "PrimaryKey", "attributes": keys}],
            "links": [_link("self", collection, place.name, "collection")],
            "actions": [
                {"name": "get", "method": "GET", "responseType": _COLLECTION_JSON},
                {"name": "create", "method": "POST", "requestType": _ITEM_JSON, "responseType": _ITEM_JSON},
            ],
        },
        "item": {
            "links": _item_links(place, collection),
            "actions": [
                {"name": "get", "method": "GET", "responseType": _ITEM_JSON},
                {"name": "update", "method": "PATCH", "requestType": _ITEM_JSON, "responseType": _ITEM_JSON},
                {"name": "delete", "method": "DELETE"},
            ],
        },
    }


def _item_links(place: Place, collection: str) -> list[Json]:
    item = f"{collection}/{{id}}"
    stream = place.resource.stream
    links = [
        _link("self", item, place.name, "item"),
        _link("enclosure", f"{item}/enclosure/{stream}", stream, "other"),
    ]
    if place.resource is PHONE_CALLS:
        child = _link("child", f"{item}/child/{MESSAGES.name}", MESSAGES.name, "collection")
        child["cardinality"] = {"value": "1 to *", "sourceAttributes": "CallId", "destinationAttributes": "CallId"}
        links.append(child)
    return links


def _attributes(document: Mapping[str, Any], resource: Resource) -> list[Json]:
    """The attributes in the order of items, as the schemas of the document have them."""
    properties = document[f"{resource.schema}-response"]["properties"]
    mandatory = document[f"{resource.schema}-post-request"].get("required", ())
    return [
        _attribute(resource, name, properties[name], mandatory=name in mandatory)
        for name in (*resource.types, resource.stream)
    ]


def _attribute(resource: Resource, name: str, entry: Mapping[str, Any], *, mandatory: bool) -> Json:
    kind = resource.types.get(name, entry.get("format", "string"))
    changeable = name in resource.emptied() or (resource is MESSAGES and name in ("CallId", "MessageNumber"))
    longest = {"precision": entry["maxLength"], "maxLength": entry["maxLength"]} if "maxLength" in entry else {}
    return {
        "name": name,
        "type": _TYPES.get(kind, kind),
        **({"title": entry["title"]} if "title" in entry else {}),
        "mandatory": mandatory,
        "updatable": changeable,
        "queryable": name in resource.types,
        **longest,
        "hasDefaultValueExpression": "default" in entry or name in (resource.key, resource.number),
    }


def _link(rel: str, href: str, name: str, kind: str) -> Json:
    return {"rel": rel, "href": href, "name": name, "kind": kind}
