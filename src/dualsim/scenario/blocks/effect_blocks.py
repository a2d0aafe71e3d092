"""What events may do, as a scenario writes it: one block for each effect, made from its parameters."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, Field, create_model, model_validator

from dualsim.scenario.fields import Number, Part, field_of, one_or_more, wrong
from dualsim.theory.effect_parameters import Authority, Parameter, parameters_of
from dualsim.theory.effects import EFFECTS, Effect

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


def fields_of(effect: Effect) -> dict[str, Any]:
    """The fields of an effect's block: for each parameter its type and default."""
    found = {}
    for name, parameter in parameters_of(effect).items():
        default = parameter.default
        if default is inspect.Parameter.empty:
            default = ...
        elif default is not None:
            default = Number(value=float(default))
        found[name] = (_field(parameter), default)
    return found


def _field(parameter: Parameter) -> Any:
    field = field_of(parameter.kind)
    if parameter.value is not None:
        field = dict[field, field_of(parameter.value)]  # type: ignore[valid-type,misc]
    elif parameter.is_list:
        field = one_or_more(field)
    return field | None if parameter.may_lack else field


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items()}
    return value.value if isinstance(value, Number) else value


def block_name(effect: str) -> str:
    """The name of an effect's model: ShiftPartyEffect."""
    return "".join(word.capitalize() for word in effect.split("_")) + "Effect"


def _block(name: str, effect: Effect) -> type[Part]:
    fields: Any = fields_of(effect)
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
    name: tuple(key for key, parameter in parameters_of(effect).items() if parameter.kind is Authority)
    for name, effect in EFFECTS.items()
}
