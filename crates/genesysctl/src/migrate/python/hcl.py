"""Functions and loops of Terraform, as far as this program uses such. Written by `genesysctl migrate`."""

import base64 as _base64
import builtins as _builtins
import csv as _csv
import io as _io
import json as _json
import math as _math
import re as _re

import pulumi as _pulumi


def apply(function, *inputs):
    """What a function makes of values that are known later."""
    return _pulumi.Output.all(*inputs).apply(lambda values: function(*values))


def member(base, name, attribute):
    """A member of an object that the provider knows, or nothing."""

    def of(value):
        if value is None:
            return None
        if isinstance(value, dict):
            return value.get(name, value.get(attribute))
        return getattr(value, attribute)

    return _pulumi.Output.from_input(base).apply(of) if isinstance(base, _pulumi.Output) else of(base)


def default(value, otherwise):
    return otherwise if value is None else value


def text(*parts):
    """Texts one after the other, each as Terraform writes it."""
    return "".join(tostring(part) for part in parts)


def tostring(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def entries(collection):
    """What a `for` goes over."""
    if isinstance(collection, dict):
        return [(key, collection[key]) for key in sorted(collection)]
    return list(enumerate(collection))


def each(collection):
    """What a `for_each` goes over, in Terraform's order: a map by its keys, a set by its elements."""
    if isinstance(collection, dict):
        return entries(collection)
    return [(tostring(value), value) for value in toset(collection)]


def grouped(pairs):
    result = {}
    for key, value in pairs:
        result.setdefault(key, []).append(value)
    return result


def _number(value):
    number = float(value)
    return int(number) if number.is_integer() else number


def _blank(value):
    return value is None or value == ""


def abs(value):
    return _builtins.abs(_number(value))


def base64decode(value):
    return _base64.b64decode(value).decode()


def base64encode(value):
    return _base64.b64encode(value.encode()).decode()


def basename(path):
    return path.split("/")[-1]


def ceil(value):
    return _math.ceil(_number(value))


def coalesce(*values):
    return next((value for value in values if not _blank(value)), None)


def coalescelist(*lists):
    return next((one for one in lists if len(one) > 0), None)


def compact(values):
    return [value for value in values if not _blank(value)]


def concat(*lists):
    return [value for one in lists for value in one]


def contains(values, value):
    return value in values


def csvdecode(value):
    return [dict(row) for row in _csv.DictReader(_io.StringIO(value))]


def dirname(path):
    return "/".join(path.split("/")[:-1]) or "."


def distinct(values):
    result = []
    for value in values:
        if value not in result:
            result.append(value)
    return result


def element(values, at):
    return values[int(at) % len(values)]


def endswith(value, end):
    return value.endswith(end)


def file(path):
    with open(path, encoding="utf-8") as opened:
        return opened.read()


def flatten(values):
    result = []
    for value in values:
        result.extend(flatten(value) if isinstance(value, list) else [value])
    return result


def floor(value):
    return _math.floor(_number(value))


def format(form, *given):
    values = iter(given)

    def of(match):
        width, verb = match.groups()
        if verb == "%":
            return "%"
        value = next(values)
        if verb == "d":
            shown = str(int(_number(value)))
        elif verb == "q":
            shown = _json.dumps(tostring(value))
        else:
            shown = tostring(value)
        return shown.rjust(int(width), "0" if width.startswith("0") else " ") if width else shown

    return _re.sub(r"%(\d*)([a-z%])", of, form)


def index(values, value):
    return list(values).index(value)


def join(between, values):
    return between.join(tostring(value) for value in values)


def jsondecode(value):
    return _json.loads(value)


def jsonencode(value):
    return _json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def keys(value):
    return sorted(value)


def length(value):
    return len(value)


def lookup(value, key, otherwise=None):
    return value.get(key, otherwise)


def lower(value):
    return value.lower()


def max(*values):
    return _builtins.max(_number(value) for value in values)


def merge(*maps):
    result = {}
    for one in maps:
        result.update(one)
    return result


def min(*values):
    return _builtins.min(_number(value) for value in values)


def one(values):
    return values[0] if values else None


def range(*given):
    numbers = [_number(value) for value in given]
    if len(numbers) == 2 and numbers[0] > numbers[1]:
        numbers.append(-1)
    return list(_builtins.range(*numbers))


def replace(value, old, new):
    return value.replace(old, new)


def reverse(values):
    return list(reversed(values))


def setintersection(first, *others):
    return toset([value for value in first if all(value in other for other in others)])


def setsubtract(values, without):
    return toset([value for value in values if value not in without])


def setunion(*lists):
    return toset(concat(*lists))


def slice(values, start, end):
    return values[int(start) : int(end)]


def sort(values):
    return sorted(values)


def split(by, value):
    return value.split(by)


def startswith(value, begin):
    return value.startswith(begin)


def substr(value, start, count):
    start = _builtins.max(len(value) + int(start), 0) if start < 0 else int(start)
    return value[start:] if count < 0 else value[start : start + int(count)]


def sum(values):
    return _builtins.sum(_number(value) for value in values)


def title(value):
    return _re.sub(r"\w+", lambda match: match[0][0].upper() + match[0][1:], value)


def tobool(value):
    return value is True or value == "true"


def tolist(values):
    return list(values)


def tomap(value):
    return dict(value)


def tonumber(value):
    return _number(value)


def toset(values):
    return sorted(distinct(values))


def trim(value, letters):
    return value.strip(letters)


def trimprefix(value, prefix):
    return value.removeprefix(prefix)


def trimspace(value):
    return value.strip()


def trimsuffix(value, suffix):
    return value.removesuffix(suffix)


def upper(value):
    return value.upper()


def values(value):
    return [value[key] for key in sorted(value)]


def zipmap(names, values):
    return dict(zip(names, values))
