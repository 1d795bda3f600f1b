"""A JSON schema as one fast predicate, compiled once.

jsonschema looks every keyword up again in every value: five milliseconds a sample. A record that
is right, as nearly all are, need not pay that; what is wrong with one that is not, jsonschema says.
The keywords below are those of draft 7 that the schemas here use, with that draft's meaning.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], bool]
Schema = Mapping[str, Any]

_SAYS_NOTHING = {"$schema", "$id", "title", "description", "definitions", "then", "else"}
"""Keywords that refuse no value by themselves; `if` heeds the last two."""


def compiled(schema: Schema) -> Check:
    """Whether a value is right by `schema`. ValueError for a keyword that is not known here, so
    that no schema can ask for more than is checked."""
    return _Compiler(schema).check(schema)


class _Compiler:
    def __init__(self, root: Schema) -> None:
        self._root = root
        self._known: dict[str, Check] = {}

    def check(self, schema: Schema) -> Check:
        """The predicate of a part of the schema; a `$ref` stands alone, as draft 7 has it."""
        if "$ref" in schema:
            return self._reference(schema["$ref"])
        for keyword in schema:
            if keyword not in _SAYS_NOTHING and not hasattr(self, f"_on_{keyword}"):
                raise ValueError(f"the schema's keyword {keyword!r} is not known to fast_check")
        checks: list[Check] = [
            getattr(self, f"_on_{keyword}")(schema)
            for keyword in schema
            if keyword not in _SAYS_NOTHING
        ]
        return checks[0] if len(checks) == 1 else _all(checks)

    def _reference(self, path: str) -> Check:
        if path not in self._known:
            found: Any = self._root
            for step in path.removeprefix("#/").split("/"):
                found = found[step]
            self._known[path] = self.check(found)
        return self._known[path]

    def _on_type(self, schema: Schema) -> Check:
        named = schema["type"]
        checks = [_TYPES[one] for one in ([named] if isinstance(named, str) else named)]
        return checks[0] if len(checks) == 1 else lambda value: any(one(value) for one in checks)

    def _on_const(self, schema: Schema) -> Check:
        return _among([schema["const"]])

    def _on_enum(self, schema: Schema) -> Check:
        return _among(schema["enum"])

    def _on_minimum(self, schema: Schema) -> Check:
        least = schema["minimum"]
        return lambda value: not _is_number(value) or value >= least

    def _on_maximum(self, schema: Schema) -> Check:
        most = schema["maximum"]
        return lambda value: not _is_number(value) or value <= most

    def _on_exclusiveMinimum(self, schema: Schema) -> Check:
        bound = schema["exclusiveMinimum"]
        return lambda value: not _is_number(value) or value > bound

    def _on_minLength(self, schema: Schema) -> Check:
        least = schema["minLength"]
        return lambda value: not isinstance(value, str) or len(value) >= least

    def _on_pattern(self, schema: Schema) -> Check:
        search = re.compile(schema["pattern"]).search
        return lambda value: not isinstance(value, str) or search(value) is not None

    def _on_minItems(self, schema: Schema) -> Check:
        least = schema["minItems"]
        return lambda value: not isinstance(value, list) or len(value) >= least

    def _on_maxItems(self, schema: Schema) -> Check:
        most = schema["maxItems"]
        return lambda value: not isinstance(value, list) or len(value) <= most

    def _on_items(self, schema: Schema) -> Check:
        item = self.check(schema["items"])
        return lambda value: not isinstance(value, list) or all(map(item, value))

    def _on_required(self, schema: Schema) -> Check:
        needed = frozenset(schema["required"])
        return lambda value: not isinstance(value, dict) or needed <= value.keys()

    def _on_properties(self, schema: Schema) -> Check:
        known = {name: self.check(one) for name, one in schema["properties"].items()}

        def check(value: Any) -> bool:
            if not isinstance(value, dict):
                return True
            for name, inner in value.items():
                one = known.get(name)
                if one is not None and not one(inner):
                    return False
            return True

        return check

    def _on_additionalProperties(self, schema: Schema) -> Check:
        known = schema.get("properties", {}).keys()
        allowed = schema["additionalProperties"]
        one = (lambda _: allowed) if isinstance(allowed, bool) else self.check(allowed)

        def check(value: Any) -> bool:
            if not isinstance(value, dict):
                return True
            return all(one(inner) for name, inner in value.items() if name not in known)

        return check

    def _on_anyOf(self, schema: Schema) -> Check:
        checks = [self.check(one) for one in schema["anyOf"]]
        return lambda value: any(one(value) for one in checks)

    def _on_oneOf(self, schema: Schema) -> Check:
        checks = [self.check(one) for one in schema["oneOf"]]
        return lambda value: sum(one(value) for one in checks) == 1

    def _on_if(self, schema: Schema) -> Check:
        condition = self.check(schema["if"])
        then, otherwise = self.check(schema.get("then", {})), self.check(schema.get("else", {}))
        return lambda value: then(value) if condition(value) else otherwise(value)


def _all(checks: list[Check]) -> Check:
    def check(value: Any) -> bool:
        for one in checks:
            if not one(value):
                return False
        return True

    return check


def _among(values: list[Any]) -> Check:
    """Equal to one of some scalars; to JSON, unlike to Python, `true` is not 1."""
    if any(isinstance(one, (dict, list)) for one in values):
        raise ValueError("fast_check knows const and enum of scalars alone")
    return lambda value: any(
        value == one and isinstance(value, bool) == isinstance(one, bool) for one in values
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    """Draft 7 takes 1.0 for an integer."""
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)


_TYPES: Mapping[str, Check] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": _is_integer,
    "null": lambda value: value is None,
    "number": _is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}
