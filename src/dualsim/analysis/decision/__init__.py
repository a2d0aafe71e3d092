"""One person's decision of a day, each score taken apart into the terms of the rule."""
