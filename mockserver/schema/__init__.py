"""What does a schema say of a value? The only room that knows jsonschema-rs."""

from mockserver.schema.adapting import flagged
from mockserver.schema.validator import MAX_VIOLATIONS, Validator

__all__ = ["MAX_VIOLATIONS", "Validator", "flagged"]
