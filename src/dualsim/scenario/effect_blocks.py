"""What events may do, as a scenario writes it: one block for each effect, made from its parameters."""

from __future__ import annotations

import inspect
import types
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from pydantic import ConfigDict, Field, create_model, model_validator

from dualsim.scenario import fields
from dualsim.scenario.fields import Number, Part, wrong
from dualsim.theory import parameter_kinds
from dualsim.theory.effects import EFFECTS, Effect

FIELDS = {
    parameter_kinds.Authority: fields.Authority,
    parameter_kinds.Party: fields.Party,
    parameter_kinds.Group: fields.Group,
    parameter_kinds.Place: fields.Place,
    parameter_kinds.Issue: fields.Issue,
    parameter_kinds.Lever: fields.Lever,
    parameter_kinds.Pledge: fields.Pledge,
    parameter_kinds.Holder: fields.Holder,
    parameter_kinds.Share: fields.Share,
    parameter_kinds.Signed: fields.Signed,
    parameter_kinds.Amount: fields.Amount,
    parameter_kinds.Change: fields.Change,
}
CHOICES = {
    "news": ("authority", "party"),
    "call_to_streets": ("authority", "party"),
}  # exactly one of these is given


class Parameters(Part):
    """The parameters of an effect; they are described by its function, so no source is searched for them."""

    model_config = ConfigDict(use_attribute_docstrings=False)


class OneEffect(Part):
    """An effect: one key, which names it, and its parameters below."""

    model_config = ConfigDict(use_attribute_docstrings=False)

    @model_validator(mode="before")
    @classmethod
    def _one_key(cls, given: Any) -> Any:
        if isinstance(given, str):
            given = {given: {}}
        if not isinstance(given, Mapping):
            return given
        if len(given) != 1:
            raise wrong(f"an effect has one key, its name, not {len(given)}; begin each effect with '- '")
        return {name: {} if parameters is None else parameters for name, parameters in given.items()}

    @property
    def name(self) -> str:
        """Which effect it is."""
        return next(iter(self.model_fields_set))

    @property
    def parameters(self) -> Part:
        """Its block of parameters."""
        return getattr(self, self.name)

    def arguments(self) -> dict[str, Any]:
        """Its parameters as names and plain numbers; None where one that may be left out is."""
        given = self.parameters
        return {key: _bare(getattr(given, key)) for key in type(given).model_fields}


def parameters_of(effect: Effect) -> dict[str, Any]:
    """The fields of an effect's block: for each parameter its type and default."""
    hints = get_type_hints(effect)
    given = inspect.signature(effect).parameters
    found = {}
    for name in list(given)[1:]:  # the first is the world
        default = given[name].default
        if default is inspect.Parameter.empty:
            default = ...
        elif default is not None:
            default = Number(value=float(default))
        found[name] = (_field(hints[name]), default)
    return found


def _field(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        inner = next(part for part in get_args(hint) if part is not type(None))
        return _field(inner) | None
    if get_origin(hint) is list:
        return fields.one_or_more(_field(get_args(hint)[0]))
    if get_origin(hint) is dict:
        key, value = get_args(hint)
        return dict[_field(key), _field(value)]  # type: ignore[misc]
    return FIELDS[hint]


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items()}
    return value.value if isinstance(value, Number) else value


def block_name(effect: str) -> str:
    """The name of an effect's model: ShiftPartyEffect."""
    return "".join(word.capitalize() for word in effect.split("_")) + "Effect"


def _block(name: str, effect: Effect) -> type[Part]:
    fields: Any = parameters_of(effect)
    block: type[Part] = create_model(block_name(name), __base__=Parameters, __doc__=effect.__doc__, **fields)
    if name in CHOICES:
        exactly_one: Any = [{"required": [choice]} for choice in CHOICES[name]]
        block.model_config["json_schema_extra"] = {"oneOf": exactly_one}
        block.model_rebuild(force=True)
    return block


BLOCKS = {block_name(name): _block(name, effect) for name, effect in EFFECTS.items()}


def __getattr__(name: str) -> type[Part]:
    """The model of one effect by its name, which is how a scenario travels to another process."""
    if name not in BLOCKS:
        raise AttributeError(f"module {__name__} has no attribute {name!r}")
    return BLOCKS[name]


def effect_model() -> type[OneEffect]:
    """The model of one effect, with a key for each function of effects.py."""
    keys: dict[str, Any] = {
        name: (BLOCKS[block_name(name)] | None, Field(None, description=effect.__doc__))
        for name, effect in EFFECTS.items()
    }
    return create_model("EffectBlock", __base__=OneEffect, __doc__=OneEffect.__doc__, **keys)


if TYPE_CHECKING:
    EffectBlock = OneEffect
else:
    EffectBlock = effect_model()
AUTHORITY_PARAMETERS = {
    name: tuple(
        key
        for key, hint in get_type_hints(effect).items()
        if parameter_kinds.Authority in (hint, *get_args(hint))
    )
    for name, effect in EFFECTS.items()
}
