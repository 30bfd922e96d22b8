"""The official Python SDK lives through every domain of genesys-sim that has written behaviour.

Everything it sent and heard goes into a file, which the JavaScript SDK's scenario follows.
"""

import argparse
import json
import re
import sys
import threading
import time
from datetime import datetime

from domains import DOMAINS_TABLE, STORIES, UNCALLED, WITHOUT
from sdk import Client, Facts, fields
from simulator import Simulator

NOBODY = "00000000-0000-4000-8000-00000000dead"
# Parts of paths that are not ids of objects.
NAMES = {"namespaceName": "platform.api"}
# Required parameters of what is only read.
QUERIES = {"name": "Flow", "id": "{flowId}", "version": "1.0", "objectType": "INBOUNDCALLFLOW"}
# What is refused, since a client is no user, or there is no draft and no function.
REFUSED = {
    "/api/v2/users/me": 400,
    "/api/v2/routing/queues/me": 400,
    "/api/v2/integrations/actions/{actionId}/draft/function": 404,
    "/api/v2/integrations/actions/{actionId}/draft/validation": 404,
    "/api/v2/integrations/actions/{actionId}/function": 404,
}
LANGUAGES = ["en-us", "de-de", "fr-fr", "es-es", "it-it", "nl-nl", "pt-pt", "da-dk", "sv-se", "nb-no", "pl-pl", "ja-jp"]
# Two requests a second: every life below runs into it.
RATE_LIMIT = ("--rate-limit", "2", "--rate-window", "1")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sim", required=True, help="the genesys-sim program")
    parser.add_argument("--facts", required=True, help="the API facts")
    parser.add_argument("--calls", required=True, help="where to write what was called and answered")
    parser.add_argument("--only", default="", help="only domains whose path contains this")
    parser.add_argument("--uncalled", action="store_true", help="list the operations that no scenario calls")
    options = parser.parse_args()
    facts = Facts(options.facts)
    domains = [domain for domain in DOMAINS_TABLE if options.only in domain.path]
    failures, calls = [], {}

    started = time.monotonic()
    with Simulator(options.sim, "--seed", "7", "--clock", "2026-01-01T00:00:00Z", "--rate-limit", "0", "--validate") as sim:
        coverage = sim.control("GET", "/coverage")["operations"]
        failures += without_scenario(coverage, facts)
        for domain in domains:
            # Each in a fresh organization, so that its calls can be repeated alone and get the same answers.
            sim.control("POST", "/reset")
            Life.numbers = iter(range(1, 1_000_000))
            client = Client(sim.address, facts)
            calls[domain.path] = client.calls
            try:
                Life(client, domain).whole()
            except Exception as error:
                failures.append(f"{domain.path}: {type(error).__name__}: {error}")
        for story in STORIES if not options.only else []:
            sim.control("POST", "/reset")
            Life.numbers = iter(range(1, 1_000_000))
            client = Client(sim.address, facts)
            calls[story.name] = client.calls
            try:
                told(client, story)
            except Exception as error:
                failures.append(f"{story.name}: {type(error).__name__}: {error}")
        if not options.only:
            sim.control("POST", "/reset")
            Life.numbers = iter(range(1, 1_000_000))
            client = Client(sim.address, facts)
            done = {call["template"] for domain in calls.values() for call in domain if call["status"] < 300}
            calls["what is left to read and to put back"] = client.calls
            failures += rest(client, coverage, done)
    with open(options.calls, "w") as file:
        json.dump(calls, file, indent=1)
    failures += limited(options.sim, facts, domains)

    full = {operation for operation, grade in coverage.items() if grade == "full"}
    made = [call for domain in calls.values() for call in domain]
    called = {" ".join(reversed(call["template"].split(" "))) for call in made if call["status"] < 300}
    print(
        f"Python SDK: {len(domains)} domains, {len(made)} calls, {len(full & called)} of {len(full)} operations "
        f"with written behaviour ({len(UNCALLED)} excused), {time.monotonic() - started:.0f} s"
    )
    if options.uncalled:
        print("\n".join(sorted(full - called)))
    if not options.only:
        failures += [f"no scenario calls {operation}: add a step to domains.py" for operation in full - called - set(UNCALLED)]
        failures += [f"{operation} is excused in domains.py without need" for operation in set(UNCALLED) - (full - called)]
    for failure in failures:
        print(f"FAILED {failure}", file=sys.stderr)
    sys.exit(1 if failures else 0)


def without_scenario(coverage, facts):
    """Collections with written behaviour that nobody lives through."""
    known = {domain.path for domain in DOMAINS_TABLE} | set(WITHOUT)
    for operation, grade in coverage.items():
        path, method = operation.split(" ")
        item = facts.item(path) if path in facts.paths else None
        whole = grade == "full" and method == "POST" and item and coverage.get(f"{item} GET") == "full"
        if whole and path not in known:
            yield f"{path} has no scenario: add it to domains.py"
    for path in WITHOUT:
        if coverage.get(f"{path} POST") != "full":
            yield f"{path} is excused in domains.py, and does not exist"


class Life:
    """One object of a domain from its creation to its deletion, with everything that may happen between."""

    numbers = iter(range(1, 1_000_000))
    lock = threading.Lock()

    def __init__(self, client, domain):
        self.client, self.domain, self.facts = client, domain, client.facts
        self.item = self.facts.item(domain.path)
        self.key = re.findall(r"\{(\w+)\}", self.item)[-1]
        self.known, self.bodies = {}, {}
        for name, (path, body) in domain.needs.items():
            self.known[name] = self.succeed("POST", path, {}, body=self.fill(body, self.number())).raw
        self.values, self.listing = self.fill(domain.values, 0), self.fill(domain.listing, 0)

    def whole(self):
        domain = self.domain
        number, made, body = self.create()
        id, sent = made[domain.id], dropped(body, domain.silent)
        assert domain.id != "id" or subset(sent, made), f"sent {body}, got {made}"
        read = self.read(id)
        assert subset(sent, read), f"sent {body}, read {read}"
        others = [self.create()[1][domain.id] for _ in range(2)]
        if domain.lists:
            self.pages({id, *others})
        if domain.update is not None:
            self.update(id, body, number)
        if domain.twice:
            refused = self.call("POST", domain.path, self.values, query=domain.query, body=self.bodies[others[0]])
            assert (refused.status, refused.code) == domain.twice, f"a second one: {refused.status} {refused.text}"
        self.steps(domain.steps, id, number)
        self.steps(domain.before_delete, id, number)
        self.delete(id)
        self.absent()

    def short(self):
        """A life of few calls, for a client that may not make many."""
        _, made, _ = self.create()
        self.read(made[self.domain.id])
        self.succeed("GET", self.domain.path, self.values, query=self.listing)
        self.steps(self.domain.before_delete, made[self.domain.id], 0)
        if "delete" in self.facts.paths[self.item]:
            self.succeed("DELETE", self.item, self.one(made[self.domain.id]))

    def create(self):
        number = self.number()
        body = self.fill(self.domain.body, number)
        made = self.succeed("POST", self.domain.path, self.values, query=self.domain.query, body=body).raw
        self.bodies[made[self.domain.id]] = body
        return number, made, body

    def read(self, id):
        return self.succeed("GET", self.item, self.one(id), self.domain.reading).raw

    def pages(self, wanted):
        """Page by page, as far as the answers lead: everything once."""
        parameters = {parameter["name"] for parameter in self.facts.operation("GET", self.domain.path)["parameters"]}
        if "pageSize" not in parameters:
            rows = self.succeed("GET", self.domain.path, self.values, query=self.listing).raw["entities"]
            assert wanted <= {row[self.domain.row] for row in rows}
            return
        cursor = "pageNumber" not in parameters
        size = 5 if not cursor else 2
        seen, query = [], {"pageSize": size, **self.listing}
        for number in range(1, 100):
            page = self.succeed("GET", self.domain.path, self.values, query=query).raw
            assert len(page["entities"]) <= size, "more than a page"
            seen += [row[self.domain.row] for row in page["entities"]]
            if not page.get("nextUri"):
                break
            if cursor:
                query["after"] = re.search(r"[?&]after=([^&]*)", page["nextUri"])[1]
            else:
                query["pageNumber"] = number + 1
        assert len(seen) == len(set(seen)), "twice in the pages"
        assert wanted <= set(seen), "not in the pages"
        if "total" in page:
            assert page["total"] == len(seen), f"total {page['total']}, seen {len(seen)}"

    def update(self, id, body, number):
        method = "PUT" if "put" in self.facts.paths[self.item] else "PATCH"
        change = self.fill(self.domain.update, number)
        kept = body if self.domain.sends_silent else dropped(body, self.domain.silent)
        sent = {**kept, **change} if self.domain.replaces else dict(change)
        if self.domain.versioned:
            version = self.read(id)["version"]
            refused = self.call(method, self.item, self.one(id), body={**sent, "version": version + 7})
            assert (refused.status, refused.code) == (409, "general.conflict"), f"a stale version: {refused.text}"
            sent["version"] = version
        self.succeed(method, self.item, self.one(id), body=sent)
        read = self.read(id)
        assert subset(change, read), f"sent {change}, read {read}"
        if self.domain.versioned:
            assert read["version"] == version + 1, f"version {version} became {read['version']}"

    def steps(self, steps, id, number):
        take(self.client, steps, number, self.known, {"id": id})

    def delete(self, id):
        if "delete" not in self.facts.paths[self.item]:
            return
        self.succeed("DELETE", self.item, self.one(id))
        after = self.call("GET", self.item, self.one(id))
        if self.domain.switched_off:
            field, value = self.domain.switched_off
            assert (after.status, after.raw[field]) == (200, value), f"switched off: {after.text}"
            self.succeed("DELETE", self.item, self.one(id))
            return
        if self.domain.lingers:
            assert (after.status, after.raw["state"]) == (200, "deleted"), f"deleted: {after.text}"
        else:
            assert after.status == (self.domain.gone or self.domain.missing), f"deleted: {after.status} {after.text}"
        again = self.call("DELETE", self.item, self.one(id))
        assert again.status == self.domain.missing, f"deleted again: {again.status} {again.text}"

    def absent(self):
        nobody = self.call("GET", self.item, self.one(NOBODY))
        assert nobody.status == self.domain.missing, f"never there: {nobody.status} {nobody.text}"
        assert nobody.raw["status"] == nobody.status and nobody.code and nobody.raw["contextId"], nobody.text

    def one(self, id):
        return {**self.values, self.key: id}

    def call(self, method, path, values=None, query=None, body=None):
        return self.client.call(method, path, values, query, body)

    def succeed(self, method, path, values=None, query=None, body=None):
        answer = self.call(method, path, values, query, body)
        assert answer.status < 300, f"{method} {path}: {answer.status} {answer.text}"
        return answer

    def number(self):
        with Life.lock:
            return next(Life.numbers)

    def fill(self, value, number):
        return fill(value, number, self.known)


def take(client, steps, number, known, more):
    """Takes some steps; what they save is known to those that follow."""
    for one in steps:
        filled = [fill(part, number, {**known, **more}) for part in (one.values, one.query, one.body)]
        if one.headers is None:
            answer = client.call(one.method, one.path, *filled)
        else:
            answer = client.send(one.method, fill(one.path, number, {**known, **more}), one.headers, filled[2])
        wanted = answer.status == one.status if one.status else answer.status < 300
        assert wanted, f"{one.method} {one.path}: {answer.status} {answer.text}"
        if one.save:
            known[one.save] = answer.raw


def told(client, story):
    """Steps that are about no single object."""
    known = {}
    for name, (path, body) in story.needs.items():
        made = client.call("POST", path, {}, {}, fill(body, next(Life.numbers), known))
        assert made.status < 300, f"{name}: {made.status} {made.text}"
        known[name] = made.raw
    take(client, story.steps, 0, known, {})


def rest(client, coverage, done):
    """What no domain's life has read: every GET, and what it answered put back where it can be put."""
    facts, values = client.facts, {}
    lives = []
    for domain in DOMAINS_TABLE:
        life = Life(client, domain)
        made = life.create()[1]
        values.update(life.values)
        values.setdefault(life.key, made[domain.id])
        lives.append(life)
    values |= {name: values["userId"] for name in ("agentId", "subjectId", "memberId")}
    values |= NAMES
    full = {operation for operation, grade in coverage.items() if grade == "full"}
    for operation in sorted(full):
        path, method = operation.split(" ")
        names = re.findall(r"\{(\w+)\}", path)
        if method != "GET" or f"GET {path}" in done or not set(names) <= set(values):
            continue
        try:
            mine = {name: values[name] for name in names}
            parameters = facts.operation("GET", path)["parameters"]
            required = [one["name"] for one in parameters if one["in"] == "query" and one.get("required")]
            if not set(required) <= set(QUERIES):
                continue
            answer = client.call("GET", path, mine, {name: fill(QUERIES[name], 0, values) for name in required})
            not_put_yet = answer.status == 404 and f"{path} PUT" in full
            wanted = REFUSED.get(path, 200)
            assert answer.status == wanted or not_put_yet, f"{answer.status} {answer.text}"
            if not isinstance(answer.raw, dict) or f"{path} PUT" not in full:
                continue
            put = None
            held = {"name": "Put", "disabled": True, "enabled": False} if not_put_yet else answer.raw
            for verb in ("PUT", "PATCH"):
                model = facts.operation(verb, path).get("requestBody", {}).get("schema", {}) if f"{path} {verb}" in full else {}
                body = {name: value for name, value in held.items() if name in fields(model)}
                if not fields(model) or not_put_yet and "disabled" not in body:
                    continue
                put = client.call(verb, path, mine, body=body)
                assert put.status < 300, f"{verb} {body}: {put.status} {put.text}"
                held = client.call("GET", path, mine).raw
                assert subset(dropped(body, ("version", "dateModified", "modifiedDate")), held), f"put {body}, got {held}"
            if f"{path} DELETE" in full and not_put_yet and put:
                gone = client.call("DELETE", path, mine)
                assert gone.status < 300, f"DELETE {gone.status} {gone.text}"
        except Exception as error:
            yield f"{operation}: {type(error).__name__}: {error}"


def fill(value, number, known):
    """Puts numbers and ids in their places."""
    if isinstance(value, dict):
        return {name: fill(inner, number, known) for name, inner in value.items()}
    if isinstance(value, list):
        return [fill(inner, number, known) for inner in value]
    if not isinstance(value, str):
        return value

    def place(match):
        words = match[1].split(".")
        if words == ["n"]:
            return str(number)
        if words == ["n3"]:
            return f"{number:03}"
        if words == ["language"]:
            return LANGUAGES[number % len(LANGUAGES)]
        found = known
        for word in words:
            found = found[int(word)] if isinstance(found, list) else found[word]
        return found

    whole = re.fullmatch(r"\{([\w.]+)\}", value)
    return place(whole) if whole else re.sub(r"\{([\w.]+)\}", lambda match: str(place(match)), value)


def dropped(body, names):
    return {name: value for name, value in body.items() if name not in names}


def subset(sent, got):
    """Whether everything that was sent is there."""
    if isinstance(sent, dict):
        return isinstance(got, dict) and all(name in got and subset(value, got[name]) for name, value in sent.items())
    if isinstance(sent, list):
        return isinstance(got, list) and len(sent) == len(got) and all(map(subset, sent, got))
    return sent == got


def name_of(domain):
    return domain.path.removeprefix("/api/v2/").replace("/", "-")


def limited(binary, facts, domains):
    """Every domain under a limit that it must run into; the SDK waits and repeats by itself."""
    clients = [{"id": name_of(domain), "secret": "secret"} for domain in domains]
    failures = []
    with Simulator(binary, *RATE_LIMIT) as sim:
        sim.control("POST", "/seed", {"oauthClients": clients})

        def live(domain):
            try:
                Life(Client(sim.address, facts, name_of(domain), "secret"), domain).short()
            except Exception as error:
                failures.append(f"{domain.path} under a rate limit: {type(error).__name__}: {error}")

        threads = [threading.Thread(target=live, args=(domain,)) for domain in domains]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        calls = sim.control("GET", "/calls")
    for domain in domains:
        mine = [call for call in calls if call.get("client") == name_of(domain)]
        failures += [f"{domain.path} under a rate limit: {problem}" for problem in impatience(mine)]
    return failures


def impatience(calls):
    """After a 429 comes the same request, and no earlier than it was told."""
    refused = 0
    for index, call in enumerate(calls):
        if call["status"] != 429:
            continue
        refused += 1
        wait = int(re.search(r"\[(\d+)\] seconds", call["refusal"]["message"])[1])
        repeat = calls[index + 1] if index + 1 < len(calls) else None
        if repeat is None or (repeat["method"], repeat["path"]) != (call["method"], call["path"]):
            yield f"{call['method']} {call['path']} was not repeated"
        elif moment(repeat) - moment(call) < wait:
            yield f"{call['method']} {call['path']} was repeated after {moment(repeat) - moment(call)} s, not {wait} s"
    if not refused:
        yield "no request was refused"


def moment(call):
    return datetime.fromisoformat(call["time"]).timestamp()


if __name__ == "__main__":
    main()
