"""What the scenario needs to know of each domain; a new domain is one entry here.

`{n}` in a text is a number that makes it unique, `{n3}` the same with three digits, `{language}` a language that follows from
it. `{name.field}` is a field of an object from `needs` or of a step's answer, `{id}` the object itself. A body is written as
the official SDK's users write it.
"""

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
    # Further calls on a living object, each of which must succeed.
    steps: list = field(default_factory=list)


def step(method, path, values=None, body=None, query=None, status=None, save=None):
    """`status` when it must be refused, `save` to know the answer by a name."""
    return (method, path, values or {}, query or {}, body, status, save)


# Collections with written behaviour that have no scenario, and why.
WITHOUT = {
    "/api/v2/flows/jobs": "a job, not an object; a flow's steps run one",
    "/api/v2/flows/export/jobs": "a job, not an object; a flow's steps run one",
    "/api/v2/scripts/published": "a publication of a script, and scripts are uploaded, which no SDK does",
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
FLOWS = "/api/v2/flows"
TABLES = "/api/v2/flows/datatables"
INTEGRATIONS = "/api/v2/integrations"
ACTIONS = "/api/v2/integrations/actions"
EDGES = "/api/v2/telephony/providers/edges"
SITES = "/api/v2/telephony/providers/edges/sites"
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
        ],
        needs={"queue": QUEUE},
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
    Domain(path="/api/v2/routing/skills", body={"name": "Skill {n}"}, lingers=True),
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
            step("GET", f"{USERS}/{{userId}}/routingstatus", ME),
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
    ),
    Domain(
        path=f"{PROMPTS}/{{promptId}}/resources",
        body={"language": "{language}", "ttsString": "Hello {n}"},
        update={"ttsString": "Goodbye {n}"},
        twice=(409, "architect.prompt.resource.already.exists"),
        needs={"prompt": PROMPT},
        values={"promptId": "{prompt.id}"},
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
        steps=[step("GET", f"{SITES}/{{siteId}}/numberplans", {"siteId": "{id}"})],
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
        path="/api/v2/processautomation/triggers",
        body={"name": "Trigger {n}", "topicName": "v2.detail.events.conversation.customer.end", "enabled": True, "target": {"type": "Workflow", "id": "{flow.id}"}},
        update={"enabled": False},
        versioned=True,
        needs={"flow": WORKFLOW},
    ),
]
