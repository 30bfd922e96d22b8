"""What docs/migrating shows as a verification by the API is run as it stands there, and what it warns of is so."""

import argparse
import base64
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.request

from sdk import CLIENT_ID, CLIENT_SECRET
from simulator import Simulator

WANTED = "agent.one@example.com"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sim", required=True, help="the genesys-sim program")
    parser.add_argument("--docs", required=True, type=pathlib.Path, help="the folder docs/migrating")
    arguments = parser.parse_args()
    script = arguments.docs / "verify.py"
    block = f"```python\n{script.read_text()}```"
    if block not in (arguments.docs / "README.md").read_text():
        sys.exit(f"docs/migrating/README.md does not show {script.name} as it is: put this into it\n{block}")
    with Simulator(arguments.sim) as sim:
        check(sim, script)
    print("verification: the script of docs/migrating tells a user from a stranger")


def check(sim, script):
    environment = {
        **os.environ,
        "GENESYSCLOUD_BASE_URL": sim.address,
        "GENESYSCLOUD_OAUTHCLIENT_ID": CLIENT_ID,
        "GENESYSCLOUD_OAUTHCLIENT_SECRET": CLIENT_SECRET,
    }

    def run(email):
        return subprocess.run([sys.executable, str(script), email], env=environment, capture_output=True, text=True)

    token = call(sim, "POST", "/oauth/token")["access_token"]
    # Somebody is there before, as in every organization.
    stranger = call(sim, "POST", "/api/v2/users", token, {"name": "A Stranger", "email": "a.stranger@example.com", "state": "active"})
    nobody = run(WANTED)
    assert nobody.returncode != 0 and f"nobody has {WANTED}" in nobody.stderr, nobody
    user = call(sim, "POST", "/api/v2/users", token, {"name": "Agent One", "email": WANTED, "state": "active"})
    # The index of the search lags behind.
    until = time.monotonic() + 30
    while (said := run(WANTED)).returncode != 0 and time.monotonic() < until:
        time.sleep(0.2)
    assert said.returncode == 0, said
    assert said.stdout.split() == [user["id"], "Agent", "One", WANTED, "Home", user["state"]], said.stdout

    # What guides do: the platform does not know the parameter, answers everybody, and the first is not the one that was asked for.
    everybody = call(sim, "GET", f"/api/v2/users?email={WANTED}", token)["entities"]
    assert {stranger["id"], user["id"]} <= {one["id"] for one in everybody}, everybody
    assert everybody[0]["email"] != WANTED, everybody


def call(sim, method, path, token=None, body=None):
    headers = {"Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    if token:
        headers["Authorization"] = f"Bearer {token}"
    else:
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
        data = b"grant_type=client_credentials"
    request = urllib.request.Request(sim.address + path, method=method, data=data, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request) as response:
        return json.loads(response.read())


if __name__ == "__main__":
    main()
