"""What does VCC Live's Database API do beyond its specification?

The vendor's page on the batch of records, and other public pages, tell most of it. Inferred is the rest:

* The customer is the subdomain of the host; on another host it is the user of the credentials, else `mycc`.
* An element's form goes before the default, and its number id before its search.
* A search wants all its keys, or those of one object of a list, exactly and whatever the case; of several hits the
  highest number id is taken.
* Each element has one error, the first that applies: `missing_numberid_or_search` (also where either has the wrong
  type), `missing_form`, `record_not_exists`, `field_not_exists`, `wrong_value_format`.
* Elements are handled in order, so that a later one finds what an earlier one has set.
* Parts of a text are trimmed, empty ones dropped, equal ones merged; names of values are compared whatever the case;
  the id of a value of the field stands for that value.
* An element that fails creates no value.
* A batch answers 200 even if all its elements fail; a single operation that fails answers 417 with `response: false`.
* Texts of errors that are in no public page are made in the manner of those that are.
* The API's time zone is UTC. No agent is ever at work, so that `avoid_in_call` leaves nothing out.
"""

from __future__ import annotations

from mockserver.behaviours import Behaviour, Handler, Setting
from mockserver.behaviours.vcc_live import batch, contacts, dispositions, projects, records, values
from mockserver.behaviours.vcc_live.answers import MEDIA_TYPES, vcc_live_error

__all__ = ["behaviour"]

behaviour = Behaviour(
    dialect=vcc_live_error,
    collections=("projects", "fields", "values", "records", "dispositions"),
    settings={
        "search": Setting("exact", "whether a search wants the whole text or a part of it", ("exact", "contains")),
        "fields": Setting("known", "whether a field that the project lacks is refused or made", ("known", "create")),
        "failure_status": Setting("200", "the status of a batch of which every element failed", ("200", "417")),
        "content_type": Setting("text/plain", "how the answers, which are JSON, are labelled", tuple(MEDIA_TYPES)),
    },
)

_HANDLERS: dict[str, Handler] = {
    "projects.list": projects.list_projects,
    "projects.get": projects.get_project,
    "fields.create": projects.create_field,
    "values.create": values.create_values,
    "values.update": values.update_value,
    "values.delete": values.delete_value,
    "records.list": records.list_records,
    "records.create": records.create_record,
    "records.get": records.get_record,
    "records.update": records.update_record,
    "records.batch_update": batch.update_records,
    "records.batch_dispositions": batch.set_dispositions,
    "dispositions.create": dispositions.create_disposition,
    "contacts.update": contacts.update_contact,
}

for _operation_id, _handler in _HANDLERS.items():
    behaviour.on(_operation_id)(_handler)
