"""What do Oracle's phone calls do beyond their specification?

Documented: creating a phone call, with its attributes, its three headers, its links and its default answer.
The rest is public or inferred. What is inferred:

* `REST-Framework-Version` absent is 1; 1 to 9 are taken and echoed, 5 to 9 act like 4; anything else is 400.
* An upsert matches on the first key that is sent: `CallId`, `CallNumber`, `ExternalSystemCallId`; of a message
  `MessageId`, `MessageNumber`. Updated is 200, created 201, several matches 400. A key without a match becomes the
  new row's.
* A read-only attribute is 400 with 27008 (`read_only: ignore` drops it), an unknown one 25058, one too long 27010, a
  wrong type or bad base64 27018. Several problems follow an entry 27024 for the row; a single one stands alone.
* `CallNumber` is made when absent, unique (25013) and create-only; `InteractionId` cannot be changed either.
* `MessageNumber` is made when absent and unique too; `MessageId` can be chosen, but not changed.
* A message sent below a call belongs to it, whatever `CallId` it names; outside it may move to another call.
* A nested message of an update or upsert that names one of the call changes it; any other is added.
* Recordings and contents are not repeated in items; an enclosure link gives their bytes, 404 if there are none.
* A 201, or the 200 of a change, echoes the messages that were sent: before version 3 as an array, then as a collection.
* Attributes without a value are null; in a PATCH null empties one. Deleting a call deletes its messages.
* An expanded child is one page of 25 from version 3 on, and all of it before.
* `fields` with a child alone gives no attribute of the parent; the answer to an unknown attribute is 400.
* In `q`, `*` and `%` are wildcards, comparisons mind the case, and a null value fits no comparison.
* Items sort by nulls last, first if descending. A `limit` over 499 is 499.
* A failed batch has the status of the part that failed, and lists that part beside what is wrong with it.
* A method not offered is 405 with the framework's own words; so is a POST to an item without `X-HTTP-Method-Override`.
* A key that cannot be one, such as text, is 404. Refusals of the login have the shape of all errors.
* `CreatedBy` is the user of the login, or `MOCK.USER` behind a token.
"""

from mockserver.behaviours.oracle.operations import behaviour

__all__ = ["behaviour"]
