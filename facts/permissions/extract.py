#!/usr/bin/env python3
"""Takes the permissions that each operation of the API requires out of the documentation of the official JavaScript SDK.

Usage: extract.py DOCS --revision COMMIT --date DATE --out FILE

DOCS is the folder build/docs of github.com/MyPureCloud/platform-client-sdk-javascript. Facts only: method, path, names.
"""

import argparse
import gzip
import json
import re
from pathlib import Path

OPERATION = re.compile(r"^(GET|HEAD|POST|PUT|PATCH|DELETE) (/api/v2/\S*)", re.MULTILINE)
REQUIRES = re.compile(r"^Requires (ANY|ALL|NO) permissions:\s*\n((?:\s*\* .*\n|\s*\n)*)", re.MULTILINE)
# What else stands in the lists are names of roles of old.
PERMISSION = re.compile(r"^\s*\* ([A-Za-z0-9_.*-]+:[A-Za-z0-9_.*-]+:[A-Za-z0-9_.*-]+)\s*$", re.MULTILINE)


def operations(docs: Path) -> dict:
    found = {}
    for file in sorted(docs.glob("*Api.md")):
        for section in re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.MULTILINE):
            operation, requires = OPERATION.search(section), REQUIRES.search(section)
            if not operation or not requires:
                continue
            names = PERMISSION.findall(requires.group(2))
            how = requires.group(1).lower()
            found[" ".join(operation.groups())] = {how: names} if names else {}
    return dict(sorted(found.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--revision", required=True)
    parser.add_argument("--date", required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    facts = {
        "info": {
            "source": "github.com/MyPureCloud/platform-client-sdk-javascript, build/docs",
            "revision": arguments.revision,
            "date": arguments.date,
        },
        "operations": operations(arguments.docs),
    }
    text = json.dumps(facts, separators=(",", ":")).encode()
    with open(arguments.out, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
        packed.write(text)
    print(len(facts["operations"]), "operations")


main()
