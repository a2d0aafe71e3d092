"""The kinds of value in a scenario: numbers that say where they come from, names, dates, texts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    Tag,
    WithJsonSchema,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from dualsim.theory import effect_parameters

Origin = Literal["source", "calibrated", "assumed"]
ORIGINS: tuple[Origin, ...] = (
    "calibrated",
    "assumed",
    "source",
)  # which text covers a number, if a block has several
HOW = "write a number such as 0.35, or {value: 0.35, source: ...}"


FEWEST = 200  # people who stand for everyone; a smaller crowd says nothing


def wrong(message: str) -> PydanticCustomError:
    """What a reader is told of a value that does not fit."""
    return PydanticCustomError("said", "{said}", {"said": message})


@dataclass(frozen=True)
class Kind:
    """What a text is: a date, a condition, or a name of something in the scenario."""

    of: str

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        told = {
            "date": "A date in the scenario's calendar: year-month-day.",
            "when": "Measures and their bounds.",
        }
        article = "an" if self.of[0] in "aio" else "a"
        return {
            **handler(schema),
            "description": told.get(self.of, f"The name of {article} {self.of} of the scenario."),
        }


class Part(BaseModel):
    """A part of a scenario: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, defer_build=True)


def _agents(given: Any) -> Any:
    if isinstance(given, bool) or not isinstance(given, int) or given < FEWEST:
        raise wrong(f"{told(given)} is no number of people; give {FEWEST} or more, as in 20000")
    return given


def _colour(text: str) -> str:
    if len(text) != 7 or text[0] != "#" or set(text[1:].lower()) - set("0123456789abcdef"):
        raise wrong(f"'{text[:20]}' is not a colour; write it as \"#b2182b\", in quotes")
    return text


Colour = Annotated[str, AfterValidator(_colour), Field(pattern="^#[0-9a-fA-F]{6}$")]
Agents = Annotated[int, BeforeValidator(_agents), Field(ge=FEWEST)]
Text = Annotated[str, Field(min_length=1)]
Flag = Annotated[bool, Strict()]
Day = Annotated[str, Kind("date")]
When = Annotated[str, Kind("when")]


class Block(Part):
    """A part of a scenario whose bare numbers have one origin."""

    source: Text | None = None
    """The work and page that the bare numbers here come from."""
    calibrated: Text | None = None
    """By which command, and against which observations, the bare numbers here were found."""
    assumed: Text | None = None
    """Why the bare numbers here are assumed to be so. It outranks `source`."""


class Number(Part):
    """A number and where it comes from: a work and page, a calibration, or an assumption with its reason."""

    value: float
    source: Text | None = None
    calibrated: Text | None = None
    assumed: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_bare(cls, given: Any) -> Any:
        if isinstance(given, Number):
            return given
        bare = given.get("value", 0.0) if isinstance(given, Mapping) else given
        if isinstance(bare, bool) or not isinstance(bare, int | float):
            raise wrong(f"{told(bare)} is not a number; {HOW}")
        if not math.isfinite(bare):
            raise wrong(f"the number is not finite; {HOW}")
        if isinstance(given, Mapping):
            origins = [key for key in ("source", "calibrated", "assumed") if given.get(key) is not None]
            if len(origins) > 1:
                raise wrong(f"a number has one origin, not {' and '.join(origins)}; keep the one that holds")
            return given
        return {"value": given}

    @model_serializer
    def _bare_again(self) -> Any:
        value = int(self.value) if self.value.is_integer() and abs(self.value) < 1e15 else self.value
        origin = {key: text for key in ("source", "calibrated", "assumed") if (text := getattr(self, key))}
        return {"value": value, **origin} if origin else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return _number_schema({})

    def __float__(self) -> float:
        return self.value


@dataclass(frozen=True)
class Range:
    """The numbers that are allowed, ends included."""

    low: float = -math.inf
    high: float = math.inf
    whole: bool = False

    @classmethod
    def of(cls, kind: type[effect_parameters.Quantity]) -> Range:
        """The range of a kind of number."""
        return cls(kind.low, kind.high)

    def __str__(self) -> str:
        what = "a whole number" if self.whole else "a number"
        if math.isinf(self.high):
            return f"{what} of {self.low:g} or more"
        return f"{what} from {self.low:g} to {self.high:,.12g}"

    def check(self, number: Number) -> Number:
        """The number, if it is allowed."""
        value = number.value
        if not self.low <= value <= self.high or (self.whole and value != int(value)):
            raise wrong(f"{value:g} is outside what is allowed here; give {self}")
        return number

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        bounds = {"minimum": self.low, "maximum": self.high}
        return _number_schema({key: bound for key, bound in bounds.items() if math.isfinite(bound)})


def field_of(kind: effect_parameters.Kind) -> Any:
    """What a file may write for a parameter of an effect: a name of its axis, or a number of its range."""
    if issubclass(kind, effect_parameters.Row):
        return Annotated[str, Kind(CALLED.get(kind.axis, kind.axis))]
    return Number if kind is effect_parameters.Change else Annotated[Number, Range.of(kind)]


CALLED = {"holder": "office-holder"}  # what an axis is called in a file and in its faults, if not by its name

Share = Annotated[Number, Range.of(effect_parameters.Share)]
Signed = Annotated[Number, Range.of(effect_parameters.Signed)]
Amount = Annotated[Number, Range.of(effect_parameters.Amount)]
Change = Number
Persons = Annotated[Number, Range(0, 2e9)]
CellSize = Annotated[Number, Range(20, 200)]
Villages = Annotated[Number, Range(1, 100, whole=True)]
Days = Annotated[Number, Range(0, 365, whole=True)]


Authority = Annotated[str, Kind("authority")]
Party = Annotated[str, Kind("party")]
Group = Annotated[str, Kind("group")]
Place = Annotated[str, Kind("place")]
Issue = Annotated[str, Kind("issue")]
Lever = Annotated[str, Kind("lever")]
Institution = Annotated[str, Kind("institution")]
Pledge = Annotated[str, Kind("pledge")]
Holder = Annotated[str, Kind("office-holder")]
Event = Annotated[str, Kind("event")]
BodyKind = Annotated[str, Kind("kind")]


def one_or_more(name: Any) -> Any:
    """A list of names, which may be written as a single name."""
    schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
    return Annotated[list[name], BeforeValidator(_listed), Field(min_length=1), WithJsonSchema(schema)]


def is_number(mapping: Mapping[str, Any]) -> bool:
    """Whether a mapping is a number with its origin, rather than a table or a block."""
    return "value" in mapping and set(mapping) <= {"value", *ORIGINS}


def _which(given: Any) -> str:
    return "(table)" if isinstance(given, Mapping) and not is_number(given) else "(number)"


def _listed(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


def told(value: object) -> str:
    """A value as a fault names it."""
    if value is None:
        return "an empty value"
    if isinstance(value, bool):
        return f"'{str(value).lower()}'"
    if isinstance(value, Mapping | list):
        return "a mapping" if isinstance(value, Mapping) else "a list"
    text = str(value)
    return f"'{text[:40]}...'" if len(text) > 40 else f"'{text}'"


def _number_schema(bounds: dict[str, float]) -> dict[str, Any]:
    number: dict[str, Any] = {"type": "number", **bounds}
    text = {"type": "string", "minLength": 1}
    formula = {"type": "string", "pattern": "^=", "description": "A formula, such as =2 * name."}
    full = {
        "type": "object",
        "properties": {
            "value": {"anyOf": [number, formula]},
            "source": text,
            "calibrated": text,
            "assumed": text,
        },
        "required": ["value"],
        "maxProperties": 2,
        "additionalProperties": False,
    }
    return {"anyOf": [number, formula, full]}


Spread = Annotated[
    Annotated[Amount, Tag("(number)")] | Annotated[dict[Issue, Amount], Tag("(table)")], Discriminator(_which)
]
CellSizes = Annotated[
    Annotated[CellSize, Tag("(number)")] | Annotated[dict[Group, CellSize], Tag("(table)")],
    Discriminator(_which),
]
