"""Runs the Python program of a folder, first `up` and then a preview with a refresh; says what they did as JSON.

The Automation API runs it as an inline program, which needs no language host.
"""

import importlib.metadata
import json
import os
import runpy
import sys

from pulumi import automation as auto

folder, work, sdk, version = sys.argv[1:]
sys.path[:0] = [folder, sdk]

# The SDK asks which version of it is installed; here it is a folder.
installed = importlib.metadata.version
importlib.metadata.version = lambda name: version if "genesyscloud" in name else installed(name)


def program() -> None:
    runpy.run_path(os.path.join(folder, "__main__.py"), run_name="__main__")


said = {}
try:
    options = auto.LocalWorkspaceOptions(work_dir=work)
    stack = auto.create_or_select_stack("dev", project_name="e2e", program=program, opts=options)
    stack.up()
    said["up"] = {}
    events = []
    stack.preview(refresh=True, on_event=events.append)
    found = [event.resource_pre_event for event in events]
    said["preview"] = {
        "changes": sorted(
            f"{step.metadata.op.value} {step.metadata.urn.split('::')[-1]} {list(step.metadata.detailed_diff or {})}"
            for step in found
            if step and step.metadata.op.value not in ("same", "refresh")
        )
    }
except Exception as error:  # the test shows it
    said.setdefault("up", {"error": str(error)})
    said.setdefault("preview", {"changes": [str(error)]})
print("\n" + json.dumps(said))
