"""Frozen dataclasses as JSON and back, by their fields and the types of these.

A class is written as an object of its fields, a tuple as a list, an enum as its word; what differs
from that, a table says once for both ways.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

Json = dict[str, Any]

KEPT = object()
"""Equal to no value: what is never left out."""


@dataclass(frozen=True)
class Form:
    """What is written otherwise than a class's fields say, by field.

    `named`: under another name. `digits`: rounded to so many. `spare`: left out where it has this
    value, which an absent one has. `hidden`: never. `flat`: its own fields stand among the others.
    """

    named: Mapping[str, str] = field(default_factory=dict)
    digits: Mapping[str, int] = field(default_factory=dict)
    spare: Mapping[str, object] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    flat: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ways:
    """From a value to JSON, and back."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class _Row:
    """A field: its name, that in JSON ("": its own fields stand there), and what a Form says."""

    field: str
    name: str
    ways: Ways
    spare: object


class ByFields:
    """Writes and reads values whose classes differ from their fields as `forms` say; `special` are
    types that have ways of their own."""

    def __init__(self, forms: Mapping[type, Form], special: Mapping[Any, Ways]) -> None:
        self._forms = forms
        self._ways: dict[Any, Ways] = dict(special)
        self._rows: dict[type, list[_Row]] = {}

    def write(self, value: object) -> Json:
        """The object that stands for a value of a dataclass."""
        found: Json = {}
        for row in self._rows_of(type(value)):
            of = getattr(value, row.field)
            if not row.name:
                found.update(row.ways.write(of))
            elif of != row.spare:
                found[row.name] = row.ways.write(of)
        return found

    def read(self, kind: Callable[..., Any], json: Mapping[str, Any]) -> Any:
        """The value of class `kind` that an object stands for; the rest of it is passed over."""
        given = {}
        for row in self._rows_of(kind):
            if not row.name:
                given[row.field] = row.ways.read(json)
            elif row.name in json:
                given[row.field] = row.ways.read(json[row.name])
            elif row.spare is not KEPT:
                given[row.field] = row.spare
        return kind(**given)

    def _rows_of(self, kind: Any) -> list[_Row]:
        if kind not in self._rows:
            form, hints = self._forms.get(kind, Form()), get_type_hints(kind)
            names = [one.name for one in fields(kind) if one.name not in form.hidden]
            self._rows[kind] = [self._row(name, hints[name], form) for name in names]
        return self._rows[kind]

    def _row(self, name: str, hint: Any, form: Form) -> _Row:
        ways = self._by_fields(hint) if name in form.flat else self._of(hint)
        if name in form.digits:
            digits = form.digits[name]
            ways = Ways(lambda value: None if value is None else round(value, digits), ways.read)
        told = "" if name in form.flat else form.named.get(name, name)
        return _Row(name, told, ways, form.spare.get(name, KEPT))

    def _by_fields(self, kind: Any) -> Ways:
        return Ways(self.write, lambda json: self.read(kind, json))

    def _of(self, hint: Any) -> Ways:
        """The ways of what a type hint says."""
        if hint not in self._ways:
            self._ways[hint] = self._made(hint)
        return self._ways[hint]

    def _made(self, hint: Any) -> Ways:
        if isinstance(hint, UnionType):
            (inner,) = (self._of(one) for one in get_args(hint) if one is not NoneType)
            return Ways(_unless_none(inner.write), _unless_none(inner.read))
        if get_origin(hint) is tuple:
            each = self._of(get_args(hint)[0])
            return Ways(
                lambda value: [each.write(one) for one in value],
                lambda json: tuple(each.read(one) for one in json),
            )
        if is_dataclass(hint):
            return self._by_fields(hint)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return Ways(lambda value: value.value, hint)
        return Ways(dict, dict) if get_origin(hint) is not None else Ways(_as_it_is, _as_it_is)


def _as_it_is(value: Any) -> Any:
    return value


def _unless_none(way: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else way(value)
