"""Makes pulumi.binpb, the descriptor set of Pulumi's provider protocol, out of published Python packages.

    python3 extract.py pulumi-3.259.0-py3-none-any.whl protobuf-7.36.2-*.whl pulumi.binpb

The generated modules of both packages carry every .proto file as a serialized FileDescriptorProto. They are read as
source, never imported, so this needs nothing but Python. The same wheels give the same bytes. It does not matter which
recent release of protobuf is given: what is taken from it, three well-known types, has not changed since 2017.
"""

import ast
import pathlib
import sys
import zipfile

# What the provider SDK speaks. Whatever these import comes along.
ROOTS = [
    "pulumi/provider.proto",
    "pulumi/engine.proto",
    "pulumi/errors.proto",
    "google/protobuf/status.proto",
]


def fields(message):
    """The (number, value) pairs of a serialized message, as far as they are lengths and numbers."""
    position = 0

    def varint():
        nonlocal position
        value = shift = 0
        while True:
            byte = message[position]
            position += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while position < len(message):
        number, kind = divmod(varint(), 8)
        if kind == 0:
            yield number, varint()
        elif kind == 2:
            length = varint()
            yield number, message[position : position + length]
            position += length
        else:
            raise SystemExit(f"a descriptor has a field of the unexpected wire type {kind}")


def descriptors(wheel):
    """Every serialized FileDescriptorProto in the wheel's generated modules, by the name of its .proto file."""
    found = {}
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if not name.endswith("_pb2.py"):
                continue
            for node in ast.walk(ast.parse(archive.read(name))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "AddSerializedFile":
                    serialized = ast.literal_eval(node.args[0])
                    found[dict(fields(serialized))[1].decode()] = serialized
    return found


def with_imports(names, files, taken):
    """The files in an order in which every file follows what it imports."""
    for name in names:
        if name in taken:
            continue
        if name not in files:
            raise SystemExit(f"no given wheel has {name}")
        imports = [value.decode() for number, value in fields(files[name]) if number == 3]
        with_imports(imports, files, taken)
        taken[name] = files[name]
    return taken


def varint(value):
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def main(wheels, target):
    files = {}
    for wheel in wheels:
        files.update(descriptors(wheel))
    chosen = with_imports(ROOTS, files, {})
    content = b"".join(b"\x0a" + varint(len(file)) + file for file in chosen.values())
    pathlib.Path(target).write_bytes(content)
    print(f"{target}: {len(content)} bytes, " + ", ".join(chosen))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    main(sys.argv[1:-1], sys.argv[-1])
