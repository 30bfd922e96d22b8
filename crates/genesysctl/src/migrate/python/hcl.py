"""Functions and loops of Terraform, as far as this program uses such. Written by `genesysctl migrate`."""

import base64 as _base64
import builtins as _builtins
import csv as _csv
import hashlib as _hashlib
import io as _io
import itertools as _itertools
import json as _json
import math as _math
import os as _os
import re as _re
import urllib.parse as _parse

import pulumi as _pulumi
import yaml as _yaml


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


def attempt(*all):
    """The first that can be told."""
    for one in all:
        try:
            return one()
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, OSError):
            continue
    raise ValueError("nothing of what is tried can be told")


def can(one):
    """Whether something can be told."""
    try:
        one()
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, OSError):
        return False
    return True


def defaults(value, shape):
    """Members that may be left out have their defaults: a list of one is for elements, {name: [default, shape]} for members."""
    if value is None or not shape:
        return value
    if isinstance(shape, list):
        if isinstance(value, list):
            return [defaults(one, shape[0]) for one in value]
        return {key: defaults(one, shape[0]) for key, one in value.items()}
    filled = dict(value)
    for name, (otherwise, inner) in shape.items():
        given = value.get(name)
        filled[name] = defaults(otherwise if given is None else given, inner)
    return filled


def _number(value):
    number = float(value)
    return int(number) if number.is_integer() else number


def _blank(value):
    return value is None or value == ""


def abs(value):
    return _builtins.abs(_number(value))


def alltrue(values):
    return all(tobool(value) for value in values)


def anytrue(values):
    return any(tobool(value) for value in values)


def base64decode(value):
    return _base64.b64decode(value).decode()


def base64encode(value):
    return _base64.b64encode(value.encode()).decode()


def base64sha256(value):
    return _base64.b64encode(_hashlib.sha256(value.encode()).digest()).decode()


def basename(path):
    return path.split("/")[-1]


def ceil(value):
    return _math.ceil(_number(value))


def chomp(value):
    return value.rstrip("\r\n")


def chunklist(values, size):
    size = int(size) or _builtins.max(len(values), 1)
    return [values[at : at + size] for at in _builtins.range(0, len(values), size)]


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


def filebase64(path):
    with open(path, "rb") as opened:
        return _base64.b64encode(opened.read()).decode()


def fileexists(path):
    return _os.path.isfile(path)


def fileset(folder, pattern):
    """The files below a folder that a pattern covers: `**` goes over folders, `*` does not."""
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|", "[": "[", "]": "]"}
    parts = _re.split(r"(\*\*/|\*\*|[*?{},\[\]])", pattern)
    covered = _re.compile("".join(words.get(part, _re.escape(part)) for part in parts))
    found = []
    for root, _, names in _os.walk(folder):
        for name in names:
            found.append(_os.path.relpath(_os.path.join(root, name), folder).replace(_os.sep, "/"))
    return sorted(path for path in found if covered.fullmatch(path))


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
        flags, width, precision, verb = match.groups()
        if verb == "%":
            return "%"
        shown = _written(verb, next(values), precision)
        is_number = verb in "dfxXob"
        if is_number and "+" in flags and not shown.startswith("-"):
            shown = "+" + shown
        length = int(width or 0)
        if "-" in flags:
            return shown.ljust(length)
        return shown.zfill(length) if "0" in flags and is_number else shown.rjust(length)

    return _re.sub(r"%([-0+]*)(\d*)(?:\.(\d*))?([a-zA-Z%])", of, form)


def _written(verb, value, precision):
    if verb == "f":
        return f"{_number(value):.{6 if precision is None else int(precision or 0)}f}"
    if verb in "dxXob":
        return _builtins.format(int(_number(value)), verb)
    text = jsonencode(value) if isinstance(value, (dict, list)) else tostring(value)
    shown = _json.dumps(text, ensure_ascii=False) if verb == "q" else text
    return shown if precision is None else shown[: int(precision or 0)]


def formatlist(form, *given):
    lengths = [len(one) for one in given if isinstance(one, list)]
    rows = _builtins.range(lengths[0] if lengths else 1)
    return [format(form, *(one[at] if isinstance(one, list) else one for one in given)) for at in rows]


def indent(count, value):
    return value.replace("\n", "\n" + " " * int(count))


def index(values, value):
    return list(values).index(value)


def join(between, values):
    return between.join(tostring(value) for value in values)


def jsondecode(value):
    return _json.loads(value)


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def jsonencode(value):
    return _json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def keys(value):
    return sorted(value)


def length(value):
    return len(value)


def lookup(value, key, otherwise=None):
    return value.get(key, otherwise)


def lower(value):
    return value.lower()


def matchkeys(values, keys, wanted):
    return [value for value, key in zip(values, keys) if key in wanted]


def max(*values):
    return _builtins.max(_number(value) for value in values)


def merge(*maps):
    result = {}
    for one in maps:
        result.update(one or {})
    return result


def mergeall(maps):
    return merge(*maps)


def min(*values):
    return _builtins.min(_number(value) for value in values)


def one(values):
    return values[0] if values else None


def parseint(value, base):
    return int(value, int(base))


def pow(base, exponent):
    return _number(_number(base) ** _number(exponent))


def range(*given):
    numbers = [_number(value) for value in given]
    if len(numbers) == 2 and numbers[0] > numbers[1]:
        numbers.append(-1)
    return list(_builtins.range(*numbers))


def _captured(found):
    """What a regular expression has found: the whole, or its groups."""
    if found.re.groupindex:
        return found.groupdict()
    return list(found.groups()) if found.re.groups else found[0]


def regex(pattern, value):
    found = _re.search(pattern, value)
    if not found:
        raise ValueError(f"nothing fits the pattern {pattern}")
    return _captured(found)


def regexall(pattern, value):
    return [_captured(found) for found in _re.finditer(pattern, value)]


def replace(value, old, new):
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        # `${1}` and `$name` as Python has them.
        by = _re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda match: rf"\g<{match[1] or match[2]}>", new.replace("\\", "\\\\"))
        return _re.sub(old[1:-1], by, value)
    return value.replace(old, new)


def reverse(values):
    return list(reversed(values))


def setintersection(first, *others):
    return toset([value for value in first if all(value in other for other in others)])


def setproduct(*lists):
    return [list(row) for row in _itertools.product(*lists)]


def setsubtract(values, without):
    return toset([value for value in values if value not in without])


def setunion(*lists):
    return toset(concat(*lists))


def sha256(value):
    return _hashlib.sha256(value.encode()).hexdigest()


def signum(value):
    number = _number(value)
    return (number > 0) - (number < 0)


def slice(values, start, end):
    return values[int(start) : int(end)]


def sort(values):
    return sorted(values)


def split(by, value):
    return value.split(by)


def startswith(value, begin):
    return value.startswith(begin)


def strcontains(value, part):
    return part in value


def strrev(value):
    return value[::-1]


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


def transpose(value):
    return grouped((one, key) for key in sorted(value) for one in value[key])


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


def urlencode(value):
    return _parse.quote_plus(value)


def yamldecode(value):
    return _yaml.safe_load(value)


def values(value):
    return [value[key] for key in sorted(value)]


def zipmap(names, values):
    return dict(zip(names, values))
