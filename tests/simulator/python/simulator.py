"""A genesys-sim of our own, and what it can be told."""

import json
import subprocess
import urllib.request


class Simulator:
    """Runs until it is left, and says what it knows about itself."""

    def __init__(self, binary, *options):
        self.process = subprocess.Popen([binary, *options], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{binary} did not start")
        self.address = line.split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def control(self, method, path, body=None):
        """Calls `/_sim`; no official SDK knows it."""
        request = urllib.request.Request(
            f"{self.address}/_sim{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request) as response:
            text = response.read()
        return json.loads(text) if text else None
