"""What does a BAS-IP monitor do beyond its specification?

Documented: the bulk call that creates or updates contacts, its results, the three texts of a 400, and `Log In`.
The rest is public or inferred. What is inferred:

* A known `link_id` updates, an unknown or absent one creates; one that stands twice in a request is applied in order.
  Optional members that an update leaves out keep their values.
* What is wrong inside an element is that element's `invalid_entity_data`, and the other elements are stored; only an
  element that is no object refuses the request (`items: strict`: a missing or wrongly typed member does so too).
* The patterns of the numbers are normative, though the vendor's prose allows more (`numbers: lenient`).
* Contacts past the 1000th are `invalid_entity_data` (`max_contacts`); a single one is refused with `Wrong JSON body`.
* `auto_answer` wins over `in_black_list`; a new default contact takes the place of the old one; an apartment is none.
* A contact that is created alone has no `link_id`, and keeps the one it has when it is updated alone.
* Announcements are stored like contacts; without `created_at` they are from now.
* A failed login is told as `Log In`; a wrong parameter or an unknown uid as `Wrong uid`, by its name.
"""

from mockserver.behaviours.bas_ip.operations import behaviour

__all__ = ["behaviour"]
