"""What the scenario needs to know of each domain; a new domain is one entry here.

`{n}` in a text is a number that makes it unique, `{n3}` the same with three digits, `{language}` a language that follows from
it. `{name.field}` is a field of an object from `needs` or of a step's answer, `{id}` the object itself. A body is written as
the official SDK's users write it.
"""

import base64
import json
from dataclasses import dataclass, field


@dataclass
class Domain:
    # Path of the collection.
    path: str
    # Body of a create.
    body: dict
    # Field of a create's answer with the id; another one than "id" when it answers with something else than the object.
    id: str = "id"
    # Field of a list's rows with the id.
    row: str = "id"
    # What an update changes; None where the API has no update.
    update: dict | None = None
    # Whether an update replaces, so that it must repeat the rest of the body.
    replaces: bool = True
    # Whether an update must send the version, and a stale one is refused.
    versioned: bool = False
    # Status and code for a second object of the same name; None where names need not be unique.
    twice: tuple | None = (409, "general.conflict")
    # Fields of the body that answers do not have.
    silent: tuple = ()
    # Whether an update must repeat those fields.
    sends_silent: bool = False
    # Whether a deleted object is still shown, with state "deleted".
    lingers: bool = False
    # Field and value that a deleted object is still shown with, where a DELETE only switches it off; it can be done again.
    switched_off: tuple | None = None
    # Status of a GET after the deletion, where it is not that of a missing object.
    gone: int | None = None
    # What must be done before a delete.
    before_delete: list = field(default_factory=list)
    # Status of the refusal for an object that does not exist.
    missing: int = 404
    # Objects that must exist before: name -> (path of their collection, body).
    needs: dict = field(default_factory=dict)
    # Fills the path of the collection.
    values: dict = field(default_factory=dict)
    # Query of every create.
    query: dict = field(default_factory=dict)
    # Query of the list.
    listing: dict = field(default_factory=dict)
    # Query of every GET of one.
    reading: dict = field(default_factory=dict)
    # Whether the list shows all of them.
    lists: bool = True
    # Further calls on a living object, each of which must succeed.
    steps: list = field(default_factory=list)


@dataclass
class Step:
    method: str
    path: str
    values: dict = field(default_factory=dict)
    body: dict | list | str | None = None
    query: dict = field(default_factory=dict)
    # When it must be refused.
    status: int | None = None
    # Name by which the answer is known.
    save: str | None = None
    # Of a file that is sent; None for an operation of the SDK.
    headers: dict | None = None


def step(method, path, values=None, body=None, query=None, status=None, save=None):
    return Step(method, path, values or {}, body, query or {}, status, save)


def sent(method, path, body, save=None, **headers):
    """A file to an address that an answer gave; no SDK has an operation for it."""
    return Step(method, path, body=body, save=save, headers={name.replace("_", "-"): value for name, value in headers.items()})


@dataclass
class Story:
    """Steps that are about no single object."""

    name: str
    steps: list
    # Objects that must exist before: name -> (path of their collection, body).
    needs: dict = field(default_factory=dict)


# Collections with written behaviour that have no scenario, and why.
WITHOUT = {
    "/api/v2/flows/jobs": "a job, not an object; a flow's steps run one",
    "/api/v2/flows/export/jobs": "a job, not an object; a flow's steps run one",
    "/api/v2/scripts/published": "a publication of a script, and scripts are uploaded, which no SDK does",
    "/api/v2/architect/grammars/{grammarId}/languages": "the API has no list of them; a grammar's steps live through one",
    "/api/v2/users/{userId}/externalid": "an external id is part of a user; the users' steps add, find and remove one",
}

USER = ("/api/v2/users", {"name": "Needed {n}", "email": "needed{n}@example.com", "state": "active"})
SKILL = ("/api/v2/routing/skills", {"name": "Needed {n}"})
LANGUAGE = ("/api/v2/routing/languages", {"name": "Needed {n}"})
CODE = ("/api/v2/routing/wrapupcodes", {"name": "Needed {n}"})
QUEUE = ("/api/v2/routing/queues", {"name": "Needed {n}"})
DIVISION = ("/api/v2/authorization/divisions", {"name": "Needed {n}"})
ROLE = ("/api/v2/authorization/roles", {"name": "Needed {n}"})

FLOW = ("/api/v2/flows", {"name": "Needed {n}", "type": "INBOUNDCALL"})
WORKFLOW = ("/api/v2/flows", {"name": "Needed {n}", "type": "WORKFLOW"})
SCHEDULE = (
    "/api/v2/architect/schedules",
    {"name": "Needed {n}", "start": "2026-01-05T08:00:00.000", "end": "2026-01-05T17:00:00.000", "rrule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO"},
)
PROMPT = ("/api/v2/architect/prompts", {"name": "Needed_{n}"})
TABLE_SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "required": ["key"],
    "properties": {"key": {"type": "string"}, "open": {"type": "boolean", "default": True}},
    "additionalProperties": False,
}
TABLE = ("/api/v2/flows/datatables", {"name": "Needed {n}", "schema": TABLE_SCHEMA})
INTEGRATION = ("/api/v2/integrations", {"integrationType": {"id": "custom-rest-actions"}})
LIBRARY = ("/api/v2/responsemanagement/libraries", {"name": "Needed {n}"})
LOCATION = (
    "/api/v2/locations",
    {
        "name": "Needed {n}",
        "address": {"city": "Indianapolis", "country": "US", "countryName": "United States", "street1": "Main Street 1", "zipcode": "46204", "state": "IN"},
        "emergencyNumber": {"e164": "+13175550100", "number": "+13175550100", "type": "default"},
    },
)
SITE_BODY = {"name": "Site {n}", "location": {"id": "{location.id}"}, "mediaModel": "Cloud"}
TRUNK_BASE_BODY = {"name": "Trunk {n}", "trunkMetabase": {"id": "phone_connections.json"}, "trunkType": "PHONE"}
EDGE_GROUP_BODY = {
    "name": "Edges {n}",
    "edgeTrunkBaseAssignment": {"trunkBase": {"id": "{base.id}"}},
    "phoneTrunkBases": [{"id": "{base.id}"}],
}
PHONE_BASE_BODY = {"name": "Model {n}", "phoneMetaBase": {"id": "generic_sip.json"}, "lines": [{"name": "Line"}]}


def q64(**search):
    """A search as a link to its pages has it."""
    return base64.urlsafe_b64encode(json.dumps(search).encode()).decode()


def form(**fields):
    """A multipart form; its file is the field `file`."""
    parts = "".join(
        f'--part\r\nContent-Disposition: form-data; name="{name}"' + ('; filename="file"' if name == "file" else "") + f"\r\n\r\n{value}\r\n"
        for name, value in fields.items()
    )
    return f"{parts}--part--\r\n"


FORM = "multipart/form-data; boundary=part"
# The header that comes with an address for a file.
SIGNED = {"x_amz_server_side_encryption": "AES256"}
DIVISIONS = "/api/v2/authorization/divisions"
ROLES = "/api/v2/authorization/roles"
SUBJECT = "/api/v2/authorization/subjects/{subjectId}"
GROUPS = "/api/v2/groups"
LOCATIONS = "/api/v2/locations"
CLIENTS = "/api/v2/oauth/clients"
DOMAINS = "/api/v2/routing/email/domains"
OUTBOUND = "/api/v2/routing/email/outbound/domains"
QUEUES = "/api/v2/routing/queues"
SKILL_GROUPS = "/api/v2/routing/skillgroups"
SCHEDULES = "/api/v2/architect/schedules"
SCHEDULE_GROUPS = "/api/v2/architect/schedulegroups"
IVRS = "/api/v2/architect/ivrs"
PROMPTS = "/api/v2/architect/prompts"
GRAMMARS = "/api/v2/architect/grammars"
GRAMMAR = {"grammarId": "{id}", "languageCode": "en-us"}
GREETINGS = "/api/v2/greetings"
SCRIPTS = "/api/v2/scripts"
ASSETS = "/api/v2/responsemanagement/responseassets"
FLOWS = "/api/v2/flows"
LOG_LEVELS = "/api/v2/flows/{flowId}/instances/settings/loglevels"
TABLES = "/api/v2/flows/datatables"
INTEGRATIONS = "/api/v2/integrations"
ACTIONS = "/api/v2/integrations/actions"
DRAFT = {"actionId": "{draft.id}"}
EDGES = "/api/v2/telephony/providers/edges"
SITES = "/api/v2/telephony/providers/edges/sites"
TRUNK_BASES = "/api/v2/telephony/providers/edges/trunkbasesettings"
EDGE_GROUPS = "/api/v2/telephony/providers/edges/edgegroups"
PHONE_BASES = "/api/v2/telephony/providers/edges/phonebasesettings"
PHONES = "/api/v2/telephony/providers/edges/phones"
STATIONS = "/api/v2/stations"
TEAMS = "/api/v2/teams"
USERS = "/api/v2/users"
ME = {"userId": "{id}"}

DOMAINS_TABLE = [
    Domain(
        path=DIVISIONS,
        body={"name": "Division {n}", "description": "North"},
        update={"name": "Division {n} renamed", "description": "South"},
        steps=[
            step("GET", f"{DIVISIONS}/home"),
            step("GET", f"{DIVISIONS}/limit"),
            step("GET", f"{DIVISIONS}/query"),
            step("POST", f"{DIVISIONS}/{{divisionId}}/objects/{{objectType}}", {"divisionId": "{id}", "objectType": "QUEUE"}, ["{queue.id}"]),
            step("GET", f"{QUEUES}/{{queueId}}", {"queueId": "{queue.id}"}),
            # A division with objects is not deleted; without them it is.
            step("DELETE", f"{DIVISIONS}/{{divisionId}}", {"divisionId": "{id}"}, status=400),
            step("DELETE", f"{QUEUES}/{{queueId}}", {"queueId": "{queue.id}"}),
            step("DELETE", f"{DIVISIONS}/{{divisionId}}", {"divisionId": "{other.id}"}),
            step("GET", f"{DIVISIONS}/deleted"),
            step("POST", f"{DIVISIONS}/{{divisionId}}/restore", {"divisionId": "{other.id}"}, {"name": "Restored {n}", "description": "Back"}),
        ],
        needs={"queue": QUEUE, "other": DIVISION},
    ),
    Domain(
        path=ROLES,
        body={"name": "Role {n}", "permissionPolicies": [{"domain": "routing", "entityName": "queue", "actionSet": ["view"]}]},
        update={"description": "Reads queues"},
        steps=[
            step("GET", "/api/v2/authorization/permissions"),
            step("GET", f"{ROLES}/{{roleId}}/users", {"roleId": "{id}"}),
            step("POST", f"{SUBJECT}/bulkadd", {"subjectId": "{user.id}"}, {"grants": [{"roleId": "{id}", "divisionId": "{division.id}"}]}, {"subjectType": "PC_USER"}),
            step("GET", SUBJECT, {"subjectId": "{user.id}"}),
            step("GET", f"{ROLES}/{{roleId}}/users", {"roleId": "{id}"}),
            step("DELETE", f"{SUBJECT}/divisions/{{divisionId}}/roles/{{roleId}}", {"subjectId": "{user.id}", "divisionId": "{division.id}", "roleId": "{id}"}),
            step("GET", SUBJECT, {"subjectId": "{user.id}"}),
            step("POST", f"{SUBJECT}/divisions/{{divisionId}}/roles/{{roleId}}", {"subjectId": "{user.id}", "divisionId": "{division.id}", "roleId": "{id}"}, query={"subjectType": "PC_USER"}),
            step("POST", f"{SUBJECT}/bulkremove", {"subjectId": "{user.id}"}, {"grants": [{"roleId": "{id}", "divisionId": "{division.id}"}]}),
            step("POST", f"{SUBJECT}/bulkreplace", {"subjectId": "{user.id}"}, {"grants": [{"roleId": "{id}", "divisionId": "*"}]}, {"subjectType": "PC_USER"}),
            step("PUT", f"{ROLES}/{{roleId}}/users/remove", {"roleId": "{id}"}, ["{user.id}"]),
            step("PUT", f"{ROLES}/{{roleId}}/users/add", {"roleId": "{id}"}, ["{user.id}"]),
            step("PUT", f"{ROLES}/{{roleId}}/users/remove", {"roleId": "{id}"}, ["{user.id}"]),
            step("POST", f"{ROLES}/{{roleId}}", {"roleId": "{id}"}, {"subjectIds": ["{user.id}"], "divisionIds": ["{division.id}"]}),
            step("PUT", f"{USERS}/{{subjectId}}/roles", {"subjectId": "{user.id}"}, []),
            step("PATCH", f"{ROLES}/{{roleId}}", {"roleId": "{id}"}, {"description": "Patched"}),
            step("GET", ROLES, query={"defaultRoleId": ["employee"]}, save="defaults"),
            step("PUT", f"{ROLES}/default", body=[{"id": "{defaults.entities.0.id}"}]),
            step("POST", f"{ROLES}/default"),
        ],
        needs={"user": USER, "division": DIVISION},
    ),
    Domain(
        path=GROUPS,
        body={"name": "Group {n}", "type": "official", "rulesVisible": True, "visibility": "public"},
        update={"name": "Group {n} renamed", "description": "All of us"},
        replaces=False,
        versioned=True,
        lingers=True,
        steps=[
            step("POST", f"{GROUPS}/{{groupId}}/members", {"groupId": "{id}"}, {"memberIds": ["{user.id}"], "version": 2}),
            step("GET", f"{GROUPS}/{{groupId}}/members", {"groupId": "{id}"}),
            step("GET", f"{GROUPS}/{{groupId}}/individuals", {"groupId": "{id}"}),
            step("DELETE", f"{GROUPS}/{{groupId}}/members", {"groupId": "{id}"}, query={"ids": "{user.id}"}),
            step("POST", f"{GROUPS}/search", body={"query": [{"fields": ["name"], "value": "Group", "type": "STARTS_WITH"}]}),
            step("GET", f"{GROUPS}/search", query={"q64": q64(query=[{"fields": ["name"], "value": "Group", "type": "STARTS_WITH"}])}),
            step("PUT", f"{GROUPS}/{{groupId}}/dynamicsettings", {"groupId": "{id}"}, {"skillConditions": []}),
            step("GET", f"{GROUPS}/{{groupId}}/dynamicsettings", {"groupId": "{id}"}),
            step("DELETE", f"{GROUPS}/{{groupId}}/dynamicsettings", {"groupId": "{id}"}),
            step("PATCH", "/api/v2/voicemail/groups/{groupId}/policy", {"groupId": "{id}"}, {"rotateCallsSecs": 20}),
            step("POST", f"{GROUPS}/{{groupId}}/greetings", {"groupId": "{id}"}, {"name": "Hello", "type": "VOICEMAIL", "ownerType": "GROUP", "owner": {"id": "{id}"}}),
            step("GET", f"{GROUPS}/{{groupId}}/greetings", {"groupId": "{id}"}),
        ],
        needs={"user": USER},
    ),
    Domain(
        path=LOCATIONS,
        body={"name": "Location {n}", "address": {"city": "Berlin", "country": "DE", "countryName": "Germany", "street1": "Main Street 1", "zipcode": "10115"}},
        update={"name": "Location {n} moved", "notes": "Second floor"},
        replaces=False,
        versioned=True,
        lingers=True,
        steps=[
            step("GET", f"{LOCATIONS}/{{locationId}}/sublocations", {"locationId": "{id}"}),
            step("POST", f"{LOCATIONS}/search", body={"query": [{"fields": ["name"], "value": "Location", "type": "STARTS_WITH"}]}),
            step("GET", f"{LOCATIONS}/search", query={"q64": q64(query=[{"fields": ["name"], "value": "Location", "type": "STARTS_WITH"}])}),
        ],
    ),
    Domain(
        path=CLIENTS,
        body={"name": "Client {n}", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": [{"roleId": "{role.id}", "divisionId": "*"}]},
        update={"description": "Nightly"},
        twice=None,
        steps=[step("POST", f"{CLIENTS}/{{clientId}}/secret", {"clientId": "{id}"})],
        before_delete=[step("PUT", f"{CLIENTS}/{{clientId}}", {"clientId": "{id}"}, {"name": "Retired {n}", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": [{"roleId": "{role.id}", "divisionId": "*"}], "state": "inactive"})],
        needs={"role": ROLE},
    ),
    Domain(
        path=DOMAINS,
        body={"id": "mail{n}.example.com", "subDomain": False},
        update={"mailFromSettings": {"mailFromDomain": "bounce{n}.example.com"}},
        replaces=False,
        steps=[
            step("POST", f"{DOMAINS}/{{domainId}}/dkim", {"domainId": "{id}"}),
            step("POST", f"{DOMAINS}/{{domainId}}/verification", {"domainId": "{id}"}),
            step("POST", f"{DOMAINS}/{{domainId}}/mailfrom", {"domainId": "{id}"}, {"mailFromDomain": "back{n}.example.com"}),
        ],
        twice=(400, "postino.domain.exists"),
    ),
    Domain(
        path=f"{DOMAINS}/{{domainName}}/routes",
        body={"pattern": "support{n}", "fromName": "Support", "fromEmail": "support{n}@{domain.id}", "queue": {"id": "{queue.id}"}},
        update={"fromName": "Help", "priority": 3},
        twice=(400, "postino.route.pattern.exists"),
        needs={"domain": (DOMAINS, {"id": "routes{n}.example.com", "subDomain": False}), "queue": QUEUE},
        values={"domainName": "{domain.id}"},
    ),
    Domain(
        path=OUTBOUND,
        body={"id": "sender{n}.example.com", "name": "sender{n}.example.com"},
        id="domainName",
        twice=(400, "postino.domain.exists"),
        steps=[
            step("GET", f"{OUTBOUND}/{{domainId}}/activation", {"domainId": "{id}"}),
            step("PUT", f"{OUTBOUND}/{{domainId}}/activation", {"domainId": "{id}"}),
            step("PATCH", f"{OUTBOUND}/{{domainId}}", {"domainId": "{id}"}, {"senderType": "EmailSmtpDomain"}),
        ],
    ),
    Domain(
        path="/api/v2/routing/languages",
        body={"name": "Language {n}"},
        lingers=True,
    ),
    Domain(
        path=QUEUES,
        body={"name": "Queue {n}", "description": "First", "division": {"id": "{division.id}"}, "skillEvaluationMethod": "BEST"},
        update={"name": "Queue {n} renamed", "acwSettings": {"wrapupPrompt": "OPTIONAL"}},
        twice=(400, "duplicate.name"),
        steps=[
            step("POST", f"{QUEUES}/{{queueId}}/wrapupcodes", {"queueId": "{id}"}, [{"id": "{code.id}"}]),
            step("GET", f"{QUEUES}/{{queueId}}/wrapupcodes", {"queueId": "{id}"}),
            step("DELETE", f"{QUEUES}/{{queueId}}/wrapupcodes/{{codeId}}", {"queueId": "{id}", "codeId": "{code.id}"}),
            step("POST", f"{QUEUES}/{{queueId}}/members", {"queueId": "{id}"}, [{"id": "{user.id}"}]),
            step("GET", f"{QUEUES}/{{queueId}}/members", {"queueId": "{id}"}),
            step("PATCH", f"{QUEUES}/{{queueId}}/members/{{memberId}}", {"queueId": "{id}", "memberId": "{user.id}"}, {"id": "{user.id}", "joined": False}),
            step("PATCH", f"{QUEUES}/{{queueId}}/members", {"queueId": "{id}"}, [{"id": "{user.id}", "joined": True}]),
            step("GET", f"{QUEUES}/{{queueId}}/users", {"queueId": "{id}"}),
            step("PATCH", f"{QUEUES}/{{queueId}}/users", {"queueId": "{id}"}, [{"id": "{user.id}", "joined": False}]),
            step("DELETE", f"{QUEUES}/{{queueId}}/users/{{memberId}}", {"queueId": "{id}", "memberId": "{user.id}"}),
            step("POST", f"{QUEUES}/{{queueId}}/users", {"queueId": "{id}"}, [{"id": "{user.id}"}]),
            step("PATCH", f"{QUEUES}/{{queueId}}/users/{{memberId}}", {"queueId": "{id}", "memberId": "{user.id}"}, {"id": "{user.id}", "ringNumber": 1}),
            step("GET", f"{USERS}/{{userId}}/queues", {"userId": "{user.id}"}),
            step("DELETE", f"{QUEUES}/{{queueId}}", {"queueId": "{id}"}, status=400),
            step("DELETE", f"{QUEUES}/{{queueId}}/members/{{memberId}}", {"queueId": "{id}", "memberId": "{user.id}"}),
            step("GET", f"{QUEUES}/divisionviews"),
        ],
        needs={"division": DIVISION, "code": CODE, "user": USER},
    ),
    Domain(
        path=SKILL_GROUPS,
        body={
            "name": "Skill group {n}",
            "division": {"id": "{division.id}"},
            "skillConditions": [
                {
                    "routingSkillConditions": [{"routingSkill": "{skill.name}", "comparator": "GreaterThan", "proficiency": 2}],
                    "languageSkillConditions": [],
                    "operation": "And",
                }
            ],
        },
        update={"name": "Skill group {n} renamed"},
        steps=[
            step("POST", f"{SKILL_GROUPS}/{{skillGroupId}}/members/divisions", {"skillGroupId": "{id}"}, {"addDivisionIds": ["{other.id}"]}),
            step("GET", f"{SKILL_GROUPS}/{{skillGroupId}}/members/divisions", {"skillGroupId": "{id}"}),
            step("GET", f"{SKILL_GROUPS}/{{skillGroupId}}/members", {"skillGroupId": "{id}"}),
        ],
        needs={"division": DIVISION, "other": DIVISION, "skill": SKILL},
    ),
    Domain(
        path="/api/v2/presence/definitions",
        body={"languageLabels": {"en_US": "Presence {n}", "de": "Anwesenheit {n}"}, "systemPresence": "Busy"},
        update={"languageLabels": {"en_US": "Presence {n} renamed"}},
        twice=None,
        switched_off=("deactivated", True),
        steps=[step("GET", "/api/v2/presence/definitions", query={"deactivated": "true"})],
    ),
    Domain(
        path="/api/v2/routing/skills",
        body={"name": "Skill {n}"},
        lingers=True,
        steps=[step("PATCH", "/api/v2/routing/skills/{skillId}", {"skillId": "{id}"}, {"divisionId": "{division.id}"})],
        needs={"division": DIVISION},
    ),
    Domain(
        path="/api/v2/routing/sms/addresses",
        body={"name": "Address {n}", "street": "Main Street 1", "city": "Berlin", "region": "BE", "postalCode": "10115", "countryCode": "DE"},
        twice=None,
    ),
    Domain(
        path="/api/v2/routing/utilization/labels",
        body={"name": "Label {n}"},
        update={"name": "Label {n} renamed"},
    ),
    Domain(
        path="/api/v2/routing/wrapupcodes",
        body={"name": "Code {n}", "division": {"id": "*"}},
        update={"name": "Code {n} renamed", "description": "Solved"},
        twice=(400, "duplicate.name"),
    ),
    Domain(
        path=TEAMS,
        body={"name": "Team {n}", "division": {"id": "{division.id}"}},
        update={"name": "Team {n} renamed", "description": "The best"},
        replaces=False,
        steps=[
            step("POST", f"{TEAMS}/{{teamId}}/members", {"teamId": "{id}"}, {"memberIds": ["{user.id}"]}),
            step("GET", f"{TEAMS}/{{teamId}}/members", {"teamId": "{id}"}),
            step("DELETE", f"{TEAMS}/{{teamId}}/members", {"teamId": "{id}"}, query={"id": "{user.id}"}),
            step("POST", f"{TEAMS}/search", body={"query": [{"fields": ["name"], "value": "Team", "type": "STARTS_WITH"}]}),
        ],
        needs={"division": DIVISION, "user": USER},
    ),
    Domain(
        path=USERS,
        body={"name": "User {n}", "email": "user{n}@example.com", "state": "active", "divisionId": "{division.id}"},
        update={"name": "User {n} renamed", "title": "Agent"},
        replaces=False,
        versioned=True,
        silent=("divisionId",),
        steps=[
            step("PATCH", f"{USERS}/{{userId}}/routingskills/bulk", ME, [{"id": "{skill.id}", "proficiency": 3.5}]),
            step("GET", f"{USERS}/{{userId}}/routingskills", ME),
            step("DELETE", f"{USERS}/{{userId}}/routingskills/{{skillId}}", {"userId": "{id}", "skillId": "{skill.id}"}),
            step("PATCH", f"{USERS}/{{userId}}/routinglanguages/bulk", ME, [{"id": "{language.id}", "proficiency": 4}]),
            step("GET", f"{USERS}/{{userId}}/routinglanguages", ME),
            step("DELETE", f"{USERS}/{{userId}}/routinglanguages/{{languageId}}", {"userId": "{id}", "languageId": "{language.id}"}),
            step("PUT", f"{USERS}/{{userId}}/profileskills", ME, ["Patience"]),
            step("GET", f"{USERS}/{{userId}}", ME, query={"expand": ["profileSkills", "skills", "languages", "station", "groups"]}),
            step("POST", f"{USERS}/{{userId}}/password", ME, {"newPassword": "Correct-Horse-7"}),
            step("POST", f"{USERS}/search", body={"query": [{"fields": ["email"], "value": "user{n}@example.com", "type": "EXACT"}]}),
            step("GET", "/api/v2/routing/users/{userId}/utilization", ME),
            step("GET", "/api/v2/voicemail/userpolicies/{userId}", ME),
            step("GET", f"{USERS}/{{userId}}/station", ME),
            step("POST", f"{USERS}/{{userId}}/externalid", ME, {"authorityName": "payroll", "externalKey": "key{n}"}),
            step("GET", f"{USERS}/{{userId}}/externalid", ME),
            step("GET", f"{USERS}/externalid/{{authorityName}}/{{externalKey}}", {"authorityName": "payroll", "externalKey": "key{n}"}),
            step("DELETE", f"{USERS}/{{userId}}/externalid/{{authorityName}}/{{externalKey}}", {**ME, "authorityName": "payroll", "externalKey": "key{n}"}),
            step("POST", f"{USERS}/{{userId}}/routingskills", ME, {"id": "{skill.id}", "proficiency": 1}),
            step("PUT", f"{USERS}/{{userId}}/routingskills/{{skillId}}", {**ME, "skillId": "{skill.id}"}, {"id": "{skill.id}", "proficiency": 2}),
            step("PUT", f"{USERS}/{{userId}}/routingskills/bulk", ME, []),
            step("POST", f"{USERS}/{{userId}}/routinglanguages", ME, {"id": "{language.id}", "proficiency": 1}),
            step("PATCH", f"{USERS}/{{userId}}/routinglanguages/{{languageId}}", {**ME, "languageId": "{language.id}"}, {"id": "{language.id}", "proficiency": 2}),
            step("POST", f"{USERS}/{{userId}}/invite", ME),
            step("GET", f"{USERS}/{{userId}}/outofoffice", ME),
            step("PUT", f"{USERS}/{{userId}}/outofoffice", ME, {"active": True, "indefinite": True}),
            step("GET", f"{USERS}/{{userId}}/routingstatus", ME),
            step("PUT", f"{USERS}/{{userId}}/routingstatus", ME, {"status": "IDLE"}),
            step("GET", f"{USERS}/search", query={"q64": q64(query=[{"fields": ["name"], "value": "User", "type": "STARTS_WITH"}])}),
            *(
                step("POST", f"{USERS}/search/{purpose}", body={"query": [{"fields": ["name"], "value": "User", "type": "STARTS_WITH"}]})
                for purpose in ("conversation/target", "queuemembers/manage", "teams/assign")
            ),
            step("PATCH", f"{USERS}/bulk", body=[{"id": "{id}", "acdAutoAnswer": True}]),
            step("PUT", "/api/v2/routing/users/{userId}/utilization", ME, {"utilization": {"call": {"maximumCapacity": 1}}}),
            step("DELETE", "/api/v2/routing/users/{userId}/utilization", ME),
            step("PATCH", "/api/v2/voicemail/userpolicies/{userId}", ME, {"alertTimeoutSeconds": 25}),
            step("PUT", "/api/v2/voicemail/userpolicies/{userId}", ME, {"alertTimeoutSeconds": 30}),
            step("PUT", f"{USERS}/agentui/agents/autoanswer/{{agentId}}/settings", {"agentId": "{id}"}, {"settings": {}}),
            step("DELETE", f"{USERS}/agentui/agents/autoanswer/{{agentId}}/settings", {"agentId": "{id}"}),
            step("POST", f"{USERS}/{{userId}}/externalid", ME, {"authorityName": "payroll", "externalKey": "key{n}"}),
            step("GET", f"{USERS}/{{userId}}/externalid/{{authorityName}}", {**ME, "authorityName": "payroll"}),
            step("POST", f"{USERS}/{{userId}}/greetings", ME, {"name": "Hello", "type": "VOICEMAIL", "ownerType": "USER", "owner": {"id": "{id}"}}),
            step("GET", f"{USERS}/{{userId}}/greetings", ME),
            # Stations come with phones, which no SDK registers.
            sent("POST", "/_sim/seed", '{"objects": {"stations": [{"id": "station", "name": "Desk", "status": "AVAILABLE"}]}}', Content_Type="application/json"),
            step("PUT", f"{USERS}/{{userId}}/station/associatedstation/{{stationId}}", {**ME, "stationId": "station"}),
            step("PUT", f"{USERS}/{{userId}}/station/defaultstation/{{stationId}}", {**ME, "stationId": "station"}),
            step("GET", f"{USERS}/{{userId}}/station", ME),
            step("DELETE", f"{USERS}/{{userId}}/station/associatedstation", ME),
            step("DELETE", f"{USERS}/{{userId}}/station/defaultstation", ME),
        ],
        needs={"division": DIVISION, "skill": SKILL, "language": LANGUAGE},
    ),
    Domain(
        path=SCHEDULES,
        body={"name": "Schedule {n}", "start": "2026-01-05T08:00:00.000", "end": "2026-01-05T17:00:00.000", "rrule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU"},
        update={"description": "Early in the week"},
        versioned=True,
        lingers=True,
    ),
    Domain(
        path=SCHEDULE_GROUPS,
        body={"name": "Schedules {n}", "timeZone": "Europe/Berlin", "openSchedules": [{"id": "{schedule.id}"}]},
        update={"description": "When we are there"},
        versioned=True,
        lingers=True,
        # A schedule that a group needs stays.
        steps=[step("DELETE", f"{SCHEDULES}/{{scheduleId}}", {"scheduleId": "{schedule.id}"}, status=409)],
        needs={"schedule": SCHEDULE},
    ),
    Domain(
        path=IVRS,
        body={"name": "IVR {n}", "openHoursFlow": {"id": "{flow.id}"}},
        update={"description": "The front door"},
        versioned=True,
        lingers=True,
        needs={"flow": FLOW},
    ),
    Domain(
        path="/api/v2/architect/emergencygroups",
        body={"name": "Emergency {n}", "enabled": False},
        update={"enabled": True},
        versioned=True,
        lingers=True,
    ),
    Domain(
        path=PROMPTS,
        body={"name": "Prompt_{n}", "description": "Hello"},
        update={"description": "Goodbye"},
        twice=(409, "architect.prompt.already.exists"),
        steps=[step("DELETE", PROMPTS, query={"id": ["{other.id}"]})],
        needs={"other": PROMPT},
    ),
    Domain(
        path=f"{PROMPTS}/{{promptId}}/resources",
        body={"language": "{language}", "ttsString": "Hello {n}"},
        update={"ttsString": "Goodbye {n}"},
        twice=(409, "architect.prompt.resource.already.exists"),
        steps=[
            step("POST", f"{PROMPTS}/{{promptId}}/resources/{{languageCode}}/uploads", {"promptId": "{prompt.id}", "languageCode": "{id}"}, save="upload"),
            sent("POST", "{upload.url}", form(file="RIFF"), Authorization="{token}", Content_Type=FORM),
            step("GET", f"{PROMPTS}/{{promptId}}/resources/{{languageCode}}", {"promptId": "{prompt.id}", "languageCode": "{id}"}),
            step("DELETE", f"{PROMPTS}/{{promptId}}/resources/{{languageCode}}/audio", {"promptId": "{prompt.id}", "languageCode": "{id}"}),
        ],
        needs={"prompt": PROMPT},
        values={"promptId": "{prompt.id}"},
    ),
    Domain(
        path=GRAMMARS,
        body={"name": "Grammar {n}", "description": "First"},
        update={"description": "Second"},
        replaces=False,
        steps=[
            step("POST", f"{GRAMMARS}/{{grammarId}}/languages", {"grammarId": "{id}"}, {"language": "en-us", "voiceFileMetadata": {"fileName": "menu.gram", "fileType": "Gram"}}),
            *(
                one
                for mode, kind in (("voice", "gram"), ("dtmf", "grxml"))
                for one in (
                    step("POST", f"{GRAMMARS}/{{grammarId}}/languages/{{languageCode}}/files/{mode}", GRAMMAR, {"fileType": kind}, save="upload"),
                    sent("PUT", "{upload.url}", "#ABNF 1.0;", **SIGNED),
                    step("GET", f"{GRAMMARS}/{{grammarId}}/languages/{{languageCode}}", GRAMMAR),
                    step("DELETE", f"{GRAMMARS}/{{grammarId}}/languages/{{languageCode}}/files/{mode}", GRAMMAR),
                )
            ),
            step("PATCH", f"{GRAMMARS}/{{grammarId}}/languages/{{languageCode}}", GRAMMAR, {"voiceFileMetadata": {"fileName": "new.gram", "fileType": "Gram"}}),
            step("GET", f"{GRAMMARS}/{{grammarId}}", {"grammarId": "{id}"}, query={"includeFileUrls": True}),
            step("DELETE", f"{GRAMMARS}/{{grammarId}}/languages/{{languageCode}}", GRAMMAR),
        ],
    ),
    Domain(
        path=FLOWS,
        body={"name": "Flow {n}", "type": "INBOUNDCALL", "description": "First"},
        update={"description": "Second"},
        twice=(409, "architect.flow.already.exists"),
        gone=410,
        steps=[
            step("GET", f"{FLOWS}/{{flowId}}/versions", {"flowId": "{id}"}),
            step("POST", f"{FLOWS}/actions/unlock", query={"flow": "{id}"}),
            step("POST", f"{FLOWS}/actions/checkout", query={"flow": "{id}"}),
            step("POST", f"{FLOWS}/actions/unlock", query={"flow": "{id}"}),
            step("POST", f"{FLOWS}/jobs", save="job"),
            step("GET", f"{FLOWS}/jobs/{{jobId}}", {"jobId": "{job.id}"}, query={"expand": ["messages"]}),
            step("POST", f"{FLOWS}/export/jobs", body={"flows": [{"flow": {"id": "{id}", "version": "latest"}}]}, save="export"),
            step("GET", f"{FLOWS}/export/jobs/{{jobId}}", {"jobId": "{export.id}"}),
            step("POST", f"{FLOWS}/actions/checkout", query={"flow": "{id}"}),
            step("POST", f"{FLOWS}/actions/checkin", query={"flow": "{id}"}),
            step("POST", f"{FLOWS}/actions/publish", query={"flow": "{id}"}),
            step("POST", f"{FLOWS}/actions/deactivate", query={"flow": "{id}"}),
            step("POST", "/api/v2/architect/dependencytracking/build"),
            step("GET", "/api/v2/architect/dependencytracking/build"),
            step("GET", f"{FLOWS}/divisionviews"),
            step("GET", f"{FLOWS}/{{flowId}}/versions", {"flowId": "{id}"}, save="versions"),
            step("GET", f"{FLOWS}/{{flowId}}/versions/{{versionId}}", {"flowId": "{id}", "versionId": "{versions.entities.0.id}"}),
            step("GET", f"{FLOWS}/{{flowId}}/versions/{{versionId}}/configuration", {"flowId": "{id}", "versionId": "{versions.entities.0.id}"}),
            step("POST", f"{FLOWS}/actions/checkout", query={"flow": "{id}"}),
            step("POST", f"{FLOWS}/actions/revert", query={"flow": "{id}"}),
            step("POST", LOG_LEVELS, {"flowId": "{id}"}, {"logLevelCharacteristics": {"level": "Base"}}),
            step("GET", LOG_LEVELS, {"flowId": "{id}"}),
            step("PUT", LOG_LEVELS, {"flowId": "{id}"}, {"logLevelCharacteristics": {"level": "All"}}),
            step("GET", f"{FLOWS}/instances/settings/loglevels"),
            step("DELETE", LOG_LEVELS, {"flowId": "{id}"}),
            step("POST", f"{FLOWS}/jobs", save="job"),
            sent("PUT", "{job.presignedUrl}", "inboundCall:\n  name: Deployed\n", **SIGNED),
            step("GET", f"{FLOWS}/jobs/{{jobId}}", {"jobId": "{job.id}"}, query={"expand": ["messages"]}, save="done"),
            step("DELETE", FLOWS, query={"id": ["{done.flow.id}"]}),
        ],
    ),
    Domain(
        path=TABLES,
        body={"name": "Table {n}", "schema": TABLE_SCHEMA},
        update={"description": "Opening hours"},
        twice=(409, "flows.datatables.not.unique"),
        reading={"expand": "schema"},
    ),
    Domain(
        path=f"{TABLES}/{{datatableId}}/rows",
        body={"key": "key {n}", "open": False},
        id="key",
        row="key",
        update={"open": True},
        twice=(409, "flows.datatables.not.unique"),
        reading={"showbrief": False},
        needs={"table": TABLE},
        values={"datatableId": "{table.id}"},
    ),
    Domain(path="/api/v2/flows/milestones", body={"name": "Milestone {n}"}, update={"description": "Half way"}),
    Domain(path="/api/v2/flows/outcomes", body={"name": "Outcome {n}"}, update={"description": "Happy"}),
    Domain(
        path=INTEGRATIONS,
        body={"integrationType": {"id": "custom-rest-actions"}},
        update={"intendedState": "ENABLED"},
        replaces=False,
        twice=None,
        steps=[
            step("GET", f"{INTEGRATIONS}/{{integrationId}}/config/current", {"integrationId": "{id}"}, save="config"),
            step(
                "PUT",
                f"{INTEGRATIONS}/{{integrationId}}/config/current",
                {"integrationId": "{id}"},
                {"name": "Renamed {n}", "version": 1, "properties": {}, "advanced": {}, "notes": "ours", "credentials": {}},
            ),
        ],
    ),
    Domain(
        path=f"{INTEGRATIONS}/credentials",
        body={"name": "Credential {n}", "type": {"name": "userDefined"}, "credentialFields": {"key": "secret"}},
        update={"name": "Credential {n} renamed"},
        twice=None,
        silent=("credentialFields",),
        sends_silent=True,
    ),
    Domain(
        path=ACTIONS,
        body={
            "name": "Action {n}",
            "category": "Ours",
            "integrationId": "{integration.id}",
            "config": {"request": {"requestUrlTemplate": "/x", "requestType": "GET"}, "response": {}},
            "contract": {
                "input": {"inputSchema": {"type": "object", "properties": {}}},
                "output": {"successSchema": {"type": "object", "properties": {}}},
            },
        },
        update={"name": "Action {n} renamed"},
        replaces=False,
        versioned=True,
        twice=None,
        silent=("config", "contract"),
        steps=[
            step("GET", f"{ACTIONS}/{{actionId}}", {"actionId": "{id}"}, query={"expand": "contract", "includeConfig": True}),
            step("POST", f"{ACTIONS}/{{actionId}}/draft", {"actionId": "{id}"}),
            step("GET", f"{ACTIONS}/{{actionId}}/draft", {"actionId": "{id}"}),
            step("DELETE", f"{ACTIONS}/{{actionId}}/draft", {"actionId": "{id}"}),
            step("GET", f"{ACTIONS}/{{actionId}}/templates/{{fileName}}", {"actionId": "{id}", "fileName": "requesttemplate.vm"}),
            step(
                "POST",
                f"{ACTIONS}/drafts",
                body={
                    "name": "Draft {n}",
                    "category": "Ours",
                    "integrationId": "{integration.id}",
                    "config": {"request": {"requestUrlTemplate": "/x", "requestType": "GET"}, "response": {}},
                    "contract": {
                        "input": {"inputSchema": {"type": "object", "properties": {}}},
                        "output": {"successSchema": {"type": "object", "properties": {}}},
                    },
                },
                save="draft",
            ),
            step("PATCH", f"{ACTIONS}/{{actionId}}/draft", DRAFT, {"name": "Draft {n} renamed", "version": 1}),
            step("GET", f"{ACTIONS}/{{actionId}}/draft/templates/{{fileName}}", {**DRAFT, "fileName": "successtemplate.vm"}),
            step("POST", f"{ACTIONS}/{{actionId}}/draft/function/upload", DRAFT, {"fileName": "function.zip"}, save="upload"),
            sent("PUT", "{upload.url}", "PK", Content_Type="application/zip"),
            step("PUT", f"{ACTIONS}/{{actionId}}/draft/function", DRAFT, {"description": "Ours", "handler": "index.handler", "runtime": "nodejs22.x"}),
            step("GET", f"{ACTIONS}/{{actionId}}/draft/function", DRAFT),
            step("GET", f"{ACTIONS}/{{actionId}}/draft/validation", DRAFT),
            step("POST", f"{ACTIONS}/{{actionId}}/draft/publish", DRAFT, {"version": 2}),
            step("GET", f"{ACTIONS}/{{actionId}}/function", DRAFT),
        ],
        needs={"integration": INTEGRATION},
    ),
    Domain(
        path="/api/v2/responsemanagement/libraries",
        body={"name": "Library {n}"},
        update={"name": "Library {n} renamed"},
        versioned=True,
    ),
    Domain(
        path="/api/v2/responsemanagement/responses",
        body={"name": "Response {n}", "libraries": [{"id": "{library.id}"}], "texts": [{"content": "Hello", "contentType": "text/plain"}]},
        update={"name": "Response {n} renamed"},
        versioned=True,
        twice=None,
        listing={"libraryId": "{library.id}"},
        needs={"library": LIBRARY},
    ),
    Domain(
        path=f"{EDGES}/didpools",
        body={"name": "Numbers {n}", "startPhoneNumber": "+1317{n3}0100", "endPhoneNumber": "+1317{n3}0199"},
        update={"description": "Ours"},
        versioned=True,
        twice=None,
        lingers=True,
    ),
    Domain(
        path=f"{EDGES}/extensionpools",
        body={"startNumber": "1{n3}0", "endNumber": "1{n3}9"},
        update={"description": "Ours"},
        versioned=True,
        twice=None,
        lingers=True,
    ),
    Domain(
        path=SITES,
        body=SITE_BODY,
        update={"description": "Ours"},
        versioned=True,
        twice=(400, "duplicate.value"),
        lingers=True,
        steps=[
            step("GET", f"{SITES}/{{siteId}}/numberplans", {"siteId": "{id}"}, save="plans"),
            step("GET", f"{SITES}/{{siteId}}/numberplans/{{numberPlanId}}", {"siteId": "{id}", "numberPlanId": "{plans.0.id}"}),
            # The outbound route that a site comes with routes emergency calls, among others: what routes use is not taken from them.
            step("PUT", f"{SITES}/{{siteId}}/numberplans", {"siteId": "{id}"}, [{"name": "Ours", "classification": "Ours", "matchType": "regex", "match": "^1$"}], status=400),
            step("PUT", f"{SITES}/{{siteId}}/numberplans", {"siteId": "{id}"}, ["{plans.0}", "{plans.2}", "{plans.3}", "{plans.4}", {"name": "Ours", "classification": "Ours", "matchType": "regex", "match": "^1$"}]),
            step("GET", f"{SITES}/{{siteId}}/numberplans/classifications", {"siteId": "{id}"}),
            step("GET", "/api/v2/telephony/mediaregions"),
        ],
        needs={"location": LOCATION},
    ),
    Domain(
        path=f"{SITES}/{{siteId}}/outboundroutes",
        body={"name": "Route {n}", "classificationTypes": ["National"], "enabled": True},
        update={"description": "Ours"},
        versioned=True,
        twice=(400, "duplicate.value"),
        lingers=True,
        needs={"location": LOCATION, "site": (SITES, SITE_BODY)},
        values={"siteId": "{site.id}"},
    ),
    Domain(
        path=TRUNK_BASES,
        body=TRUNK_BASE_BODY,
        update={"description": "Ours", "properties": {"trunk_label": {"value": {"instance": "Ours"}}}},
        versioned=True,
        twice=(400, "duplicate.value"),
        lingers=True,
        steps=[
            step("GET", f"{TRUNK_BASES}/template", query={"trunkMetabaseId": "external_sip.json"}),
            step("GET", f"{TRUNK_BASES}/availablemetabases"),
            # Only trunks of one's own over the internet have a site for inbound calls, and they must have one.
            step("POST", TRUNK_BASES, body={**TRUNK_BASE_BODY, "trunkMetabase": {"id": "external_sip_pcv_byoc_carrier.json"}, "trunkType": "EXTERNAL"}, status=400),
            # Settings that an edge group has stay.
            step("POST", EDGE_GROUPS, body={**EDGE_GROUP_BODY, "phoneTrunkBases": [{"id": "{id}"}]}, save="group"),
            step("DELETE", f"{TRUNK_BASES}/{{trunkBaseSettingsId}}", {"trunkBaseSettingsId": "{id}"}, status=400),
            step("DELETE", f"{EDGE_GROUPS}/{{edgeGroupId}}", {"edgeGroupId": "{group.id}"}),
        ],
        needs={"base": (TRUNK_BASES, TRUNK_BASE_BODY)},
    ),
    Domain(
        path=EDGE_GROUPS,
        body=EDGE_GROUP_BODY,
        update={"description": "Ours"},
        versioned=True,
        twice=(400, "duplicate.value"),
        lingers=True,
        steps=[
            # Each of the base settings makes a trunk.
            step("GET", f"{EDGES}/trunks", query={"trunkType": "PHONE"}, save="trunks"),
            step("GET", f"{EDGES}/trunks/{{trunkId}}", {"trunkId": "{trunks.entities.0.id}"}),
            # By what its edges are connected, once said, stays.
            step("PUT", f"{EDGE_GROUPS}/{{edgeGroupId}}", {"edgeGroupId": "{id}"}, {**EDGE_GROUP_BODY, "edgeTrunkBaseAssignment": {"trunkBase": {"id": "{other.id}"}}}, status=400),
        ],
        needs={"base": (TRUNK_BASES, TRUNK_BASE_BODY), "other": (TRUNK_BASES, TRUNK_BASE_BODY)},
    ),
    Domain(
        path=EDGES,
        body={"name": "Edge {n}", "site": {"id": "{site.id}"}, "edgeGroup": {"id": "{group.id}"}},
        update={"description": "Ours"},
        versioned=True,
        twice=(400, "duplicate.value"),
        lingers=True,
        steps=[
            step("GET", f"{EDGES}/{{edgeId}}/trunks", {"edgeId": "{id}"}),
            step("DELETE", f"{EDGE_GROUPS}/{{edgeGroupId}}", {"edgeGroupId": "{group.id}"}, status=409),
        ],
        needs={"location": LOCATION, "site": (SITES, SITE_BODY), "base": (TRUNK_BASES, TRUNK_BASE_BODY), "group": (EDGE_GROUPS, EDGE_GROUP_BODY)},
    ),
    Domain(
        path=PHONE_BASES,
        body=PHONE_BASE_BODY,
        update={"description": "Ours"},
        versioned=True,
        twice=(400, "duplicate.value"),
        lingers=True,
        steps=[
            step("GET", f"{PHONE_BASES}/template", query={"phoneMetabaseId": "generic_sip.json"}),
            step("GET", f"{PHONE_BASES}/availablemetabases"),
            step("GET", f"{PHONE_BASES}/{{phoneBaseId}}", {"phoneBaseId": "{id}"}, save="base"),
            step("GET", f"{EDGES}/linebasesettings/{{lineBaseId}}", {"lineBaseId": "{base.lines.0.id}"}),
            step("GET", f"{EDGES}/linebasesettings"),
            # Without a line it is nothing.
            step("POST", PHONE_BASES, body={**PHONE_BASE_BODY, "name": "Bare {n}", "lines": []}, status=400),
        ],
    ),
    Domain(
        path=PHONES,
        body={"name": "Phone {n}", "site": {"id": "{site.id}"}, "phoneBaseSettings": {"id": "{base.id}"}, "lines": [{"name": "Line"}]},
        update={"description": "Ours"},
        versioned=True,
        twice=(400, "duplicate.value"),
        lingers=True,
        steps=[
            step("GET", f"{PHONES}/template", query={"phoneBaseSettingsId": "{base.id}"}),
            # Base settings that a phone has stay.
            step("DELETE", f"{PHONE_BASES}/{{phoneBaseId}}", {"phoneBaseId": "{base.id}"}, status=409),
            # A number that is in no pool is nobody's; one of a pool has an object of its own as long as somebody has it.
            *(
                step(
                    "PUT",
                    f"{PHONES}/{{phoneId}}",
                    {"phoneId": "{id}"},
                    {
                        "name": "Phone {n}",
                        "site": {"id": "{site.id}"},
                        "phoneBaseSettings": {"id": "{base.id}"},
                        "lines": [{"name": "Line", "properties": {"station_identity_address": {"value": {"instance": number}}}}],
                    },
                    status=status,
                )
                for number, status in (("+13179990000", 400), ("{pool.startPhoneNumber}", None))
            ),
            step("GET", f"{EDGES}/dids", save="dids"),
            step("GET", f"{EDGES}/dids/{{didId}}", {"didId": "{dids.entities.0.id}"}),
            # Every phone has a station, and users take and leave it.
            step("GET", STATIONS, query={"name": "Phone {n}"}, save="stations"),
            step("PUT", f"{USERS}/{{userId}}/station/associatedstation/{{stationId}}", {"userId": "{user.id}", "stationId": "{stations.entities.0.id}"}),
            step("GET", f"{STATIONS}/{{stationId}}", {"stationId": "{stations.entities.0.id}"}),
            step("DELETE", f"{STATIONS}/{{stationId}}/associateduser", {"stationId": "{stations.entities.0.id}"}),
            step("GET", f"{STATIONS}/{{stationId}}", {"stationId": "{stations.entities.0.id}"}),
        ],
        needs={
            "location": LOCATION,
            "site": (SITES, SITE_BODY),
            "base": (PHONE_BASES, PHONE_BASE_BODY),
            "user": USER,
            "pool": (f"{EDGES}/didpools", {"name": "Needed {n}", "startPhoneNumber": "+1317{n3}0100", "endPhoneNumber": "+1317{n3}0199"}),
        },
    ),
    Domain(
        path="/api/v2/processautomation/triggers",
        body={"name": "Trigger {n}", "topicName": "v2.detail.events.conversation.customer.end", "enabled": True, "target": {"type": "Workflow", "id": "{flow.id}"}},
        update={"enabled": False},
        versioned=True,
        needs={"flow": WORKFLOW},
    ),
    Domain(
        path=GREETINGS,
        body={"name": "Greeting {n}", "type": "VOICEMAIL", "ownerType": "GROUP", "owner": {"id": "{group.id}"}},
        update={"name": "Greeting {n} renamed"},
        twice=None,
        lists=False,
        needs={"group": (GROUPS, {"name": "Needed {n}", "type": "official", "rulesVisible": True, "visibility": "public"})},
    ),
    Domain(
        path="/api/v2/users/rules",
        body={"name": "Rule {n}", "type": "Learning", "criteria": [{"operator": "Or", "group": [{"operator": "And", "container": "User", "values": [{"ids": ["{user.id}"]}]}]}]},
        update={"description": "Those who are new"},
        replaces=False,
        twice=None,
        listing={"types": ["Learning"]},
        needs={"user": USER},
    ),
]

STORIES = [
    Story(
        "scripts",
        [
            sent("POST", "/uploads/v2/scripter", form(scriptName="Mine", file='{"pages": []}'), save="upload", Authorization="Bearer {token}", Content_Type=FORM),
            step("GET", f"{SCRIPTS}/uploads/{{uploadId}}/status", {"uploadId": "{upload.correlationId}"}),
            step("GET", SCRIPTS, query={"name": "Mine"}, save="found"),
            step("GET", f"{SCRIPTS}/{{scriptId}}", {"scriptId": "{found.entities.0.id}"}),
            step("POST", f"{SCRIPTS}/published", body={"scriptId": "{found.entities.0.id}"}),
            step("GET", f"{SCRIPTS}/published/{{scriptId}}", {"scriptId": "{found.entities.0.id}"}),
            step("POST", f"{SCRIPTS}/{{scriptId}}/export", {"scriptId": "{found.entities.0.id}"}, {"fileName": "mine"}),
        ],
    ),
    Story(
        "response assets",
        [
            step("POST", f"{ASSETS}/uploads", body={"name": "logo.png"}, save="upload"),
            sent("PUT", "{upload.url}", "PNG", x_amz_tagging="sim"),
            step("GET", f"{ASSETS}/{{responseAssetId}}", {"responseAssetId": "{upload.id}"}),
            step("POST", f"{ASSETS}/search", body={"query": [{"fields": ["name"], "value": "logo", "type": "STARTS_WITH"}]}),
            step("POST", f"{ASSETS}/bulk", body={"assetIds": ["{upload.id}"]}),
            step("PUT", f"{ASSETS}/{{responseAssetId}}", {"responseAssetId": "{upload.id}"}, {"name": "sign.png"}),
            step("POST", "/api/v2/responsemanagement/libraries/bulk", body={"libraryIds": ["{library.id}"]}),
            step("POST", "/api/v2/responsemanagement/responses/query", body={"queryPhrase": "hello"}),
            step("DELETE", f"{ASSETS}/{{responseAssetId}}", {"responseAssetId": "{upload.id}"}),
            step("GET", f"{ASSETS}/{{responseAssetId}}", {"responseAssetId": "{upload.id}"}, status=404),
        ],
        needs={"library": LIBRARY},
    ),
    Story(
        "settings of the organization",
        [
            step("PUT", "/api/v2/routing/settings", body={"resetAgentScoreOnPresenceChange": True}),
            step("DELETE", "/api/v2/routing/settings"),
            step("GET", "/api/v2/routing/settings"),
            step("PATCH", "/api/v2/routing/settings/contactcenter", body={"removeSkillsFromBlindTransfer": True}),
            step("PUT", "/api/v2/routing/utilization", body={"utilization": {"call": {"maximumCapacity": 1}}}),
            step("DELETE", "/api/v2/routing/utilization"),
            step("GET", "/api/v2/integrations/types"),
            step("GET", "/api/v2/integrations/types/{typeId}", {"typeId": "embedded-client-app"}),
            step("GET", "/api/v2/integrations/types/{typeId}/configschemas/{configType}", {"typeId": "embedded-client-app", "configType": "properties"}),
        ],
    ),
    Story(
        "a token and its end",
        [
            step("HEAD", "/api/v2/tokens/me"),
            step("DELETE", "/api/v2/tokens/me"),
            step("GET", "/api/v2/organizations/me", status=401),
        ],
    ),
]

# Operations with written behaviour that no scenario can call with success, and why.
UNCALLED = {
    "/api/v2/users/me GET": "a client is no user: refused, and called to see that",
    "/api/v2/routing/queues/me GET": "a client is no user: refused, and called to see that",
    "/api/v2/scripts/{scriptId} DELETE": "a real route that the SDKs do not have; the simulator's own tests call it",
}
