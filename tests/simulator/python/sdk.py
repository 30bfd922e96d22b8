"""The official SDK, called by method and path, and what it makes of the answers."""

import gzip
import inspect
import json
import re
import urllib.request
import warnings

import PureCloudPlatformClientV2 as sdk
from PureCloudPlatformClientV2.rest import ApiException

# What the platform calls deprecated is simulated all the same.
warnings.showwarning = lambda *_, **__: None

CLIENT_ID = "5a1e0000-0000-4000-8000-000000000001"
CLIENT_SECRET = "genesys-sim-secret"
# What the SDK puts in the place of a value that its enum does not have.
UNKNOWN_VALUE = "outdated_sdk_version"


class Facts:
    """Which operation of the SDK a method and a path are."""

    def __init__(self, path):
        with gzip.open(path) as file:
            self.paths = json.load(file)["paths"]
        above = ((path.rpartition("/{"), path) for path, operations in self.paths.items() if "get" in operations)
        self.items = {collection: path for (collection, _, last), path in above if last.endswith("}")}

    def operation(self, method, path):
        return self.paths[path][method.lower()]

    def item(self, collection):
        """The path of one object of a collection."""
        return self.items.get(collection)


class Answer:
    def __init__(self, status, text, value, headers):
        self.status, self.text, self.value, self.headers = status, text, value, headers
        # Some answers are plain text.
        is_text = text and (headers.get("Content-Type") or "").startswith("text/plain")
        self.raw = text if is_text else json.loads(text) if text else None
        # As JSON in any case, for the file of calls.
        self.shown = json.dumps(text) if is_text else text

    @property
    def code(self):
        return self.raw.get("code") if isinstance(self.raw, dict) else None


class Client:
    """One login. Everything that it calls and hears is kept in `calls`."""

    def __init__(self, address, facts, client_id=CLIENT_ID, secret=CLIENT_SECRET):
        self.facts = facts
        self.calls = []
        self.address = address
        self.api = sdk.api_client.ApiClient(host=address)
        self.api.get_client_credentials_token(client_id, secret)

    def call(self, method, path, values=None, query=None, body=None):
        """Calls an operation; `values` fill its path. Raises `AssertionError` when the SDK does not understand the answer."""
        values, query = dict(values or {}), dict(query or {})
        operation = self.facts.operation(method, path)
        names = {snake(name): value for name, value in {**values, **query}.items()}
        if body is not None:
            names["body"] = build(operation["requestBody"]["schema"], body)
        function = self._function(operation)
        # Two operations call their body by another name.
        for name, parameter in inspect.signature(function).parameters.items():
            if parameter.default is parameter.empty and parameter.kind != parameter.VAR_KEYWORD and name not in names:
                names[name] = names.pop("body")
        try:
            value = function(**names)
            response = self.api.last_response
            answer = Answer(response.status, response.data, value, response.getheaders())
        except ApiException as error:
            if not error.status:
                raise
            answer = Answer(error.status, error.body, None, error.headers)
        self.calls.append(
            {
                "operation": operation["operationId"],
                "api": operation["tags"],
                "template": f"{method} {path}",
                "values": values,
                "query": query,
                "body": body,
                "status": answer.status,
                # Addresses of uploads name the host, which is another one for each simulator.
                "answer": answer.shown and answer.shown.replace(self.address, "http://simulator"),
            }
        )
        if answer.status < 300 and answer.value is not None:
            found = list(misunderstood(answer.raw, answer.value, ""))
            assert not found, f"{method} {path}: the SDK does not know {found}"
        return answer

    def send(self, method, path, headers, body):
        """A request that is no operation of the SDK: a file to the address that one gave. `{token}` stands for ours."""
        # An address of an upload names the host, which is another one for each simulator.
        path = path.replace(self.address, "")
        sent = {name: value.replace("{token}", self.api.access_token) for name, value in headers.items()}
        request = urllib.request.Request(f"{self.address}{path}", body.encode(), sent, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request) as response:
            text = response.read().decode()
            answer = Answer(response.status, text, None, response.headers)
        self.calls.append(
            {
                "file": {"method": method, "path": path, "headers": headers, "body": body},
                "template": f"{method} {path}",
                "values": {},
                "status": answer.status,
                "answer": answer.shown.replace(self.address, "http://simulator"),
            }
        )
        return answer

    def _function(self, operation):
        # Where two names differ in capital letters only, they are numbered elsewhere, but not in this SDK.
        name = snake(operation["operationId"].removesuffix("0"))
        for tag in operation["tags"]:
            owner = getattr(sdk, tag if tag.endswith("Api") else f"{tag}Api", None)
            if owner and hasattr(owner, name):
                return getattr(owner(self.api), name)
        for _, owner in inspect.getmembers(sdk, inspect.isclass):
            if hasattr(owner, name):
                return getattr(owner(self.api), name)
        raise AssertionError(f"the SDK has no {name}")


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def build(schema, value):
    """A request as the SDK's own models, so that what we send is what its users can send."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if schema.get("type") == "array":
        return [build(schema["items"], element) for element in value]
    if not name or not hasattr(sdk, name):
        return value
    model = getattr(sdk, name)()
    known = {wire: attribute for attribute, wire in model.attribute_map.items()}
    for field, inner in value.items():
        assert field in known, f"{name} of the SDK has no {field}"
        kind = model.swagger_types[known[field]]
        setattr(model, known[field], build(of_kind(kind), inner))
        assert not (isinstance(inner, str) and getattr(model, known[field]) == UNKNOWN_VALUE), (field, inner)
    return model


def fields(schema):
    """What a model can hold."""
    model = getattr(sdk, schema.get("$ref", "").rpartition("/")[2], None)
    return set(model().attribute_map.values()) if model else set()


def of_kind(kind):
    """The SDK's word for a type as a schema."""
    if kind.startswith("list["):
        return {"type": "array", "items": of_kind(kind[5:-1])}
    return {"$ref": f"#/schemas/{kind}"} if kind[0].isupper() else {}


def misunderstood(raw, value, path):
    """What is in an answer and not in the SDK's model of it."""
    if isinstance(value, str) and value.lower() == UNKNOWN_VALUE:
        yield f"{path}: {raw!r} is not in the enum"
    elif isinstance(raw, dict) and hasattr(value, "attribute_map"):
        attributes = {wire: attribute for attribute, wire in value.attribute_map.items()}
        for field, inner in raw.items():
            if field not in attributes:
                yield f"{path}.{field} of {type(value).__name__}"
            else:
                yield from misunderstood(inner, getattr(value, attributes[field]), f"{path}.{field}")
    elif isinstance(raw, dict) and isinstance(value, dict):
        for field, inner in raw.items():
            yield from misunderstood(inner, value.get(field), f"{path}.{field}")
    elif isinstance(raw, list) and isinstance(value, list):
        for index, (inner, element) in enumerate(zip(raw, value)):
            yield from misunderstood(inner, element, f"{path}[{index}]")
    elif raw is not None and value is None:
        yield f"{path}: {raw!r} became nothing"
