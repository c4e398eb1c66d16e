#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables of data/compat/ are as their schema says, and agree with themselves."""
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is missing", file=sys.stderr)
    sys.exit(77)

TOP = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((TOP / "data/compat.schema.json").read_text(encoding="utf-8"))
DRIVERS = {"i40e", "ice", "ixgbe", "igb", "igc", "iavf", "idpf", "mlx4_core", "mlx5_core", "bnxt_en",
           "qede", "bnx2x"}


def twice(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a member is given twice: {keys}")
    return dict(pairs)


def check(path):
    """Yields what is wrong with the table."""
    table = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=twice)
    for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(table):
        yield f"{list(error.path)}: {error.message}"
    if table["driver"] != path.stem:
        yield f"it is of {table['driver']}"
    sources = [source["id"] for source in table["sources"]]
    devices = [device["name"] for device in table["devices"]]
    ids = [pci for device in table["devices"] for pci in device["ids"]]
    for what, names in (("source", sources), ("device", devices), ("PCI id", ids)):
        for name in {name for name in names if names.count(name) > 1}:
            yield f"{what} {name} is there twice"
    used = set()
    for fact in table["facts"] + table.get("issues", []) + table.get("api", []):
        used.update(fact["sources"])
        for name in set(fact["sources"]) - set(sources):
            yield f"no source {name}: {fact}"
        for name in set(fact.get("devices", [])) - set(devices):
            yield f"no device {name}: {fact}"
    for name in set(sources) - used:
        yield f"nothing rests on source {name}"
    for source in table["sources"]:
        if not source.get("address", "").startswith("https://"):
            yield f"source {source['id']} has no address"
    facts = [json.dumps(fact, sort_keys=True) for fact in table["facts"]]
    for fact in {fact for fact in facts if facts.count(fact) > 1}:
        yield f"said twice: {fact}"


def refuses(change):
    """Is a table that was damaged like this refused? A schema that takes everything tests nothing."""
    table = json.loads((TOP / "data/compat/ice.json").read_text(encoding="utf-8"))
    change(table)
    return not jsonschema.Draft7Validator(SCHEMA).is_valid(table)


def main():
    """Returns the exit code."""
    wrong = 0
    paths = sorted((TOP / "data/compat").iterdir())
    if {path.name for path in paths} != {f"{driver}.json" for driver in DRIVERS}:
        print(f"not the expected files: {paths}")
        wrong += 1
    for path in paths:
        for problem in check(path):
            print(f"{path.name}: {problem}")
            wrong += 1
    damages = {
        "no source": lambda table: table["facts"][0].pop("sources"),
        "an empty list of sources": lambda table: table["facts"][0].update(sources=[]),
        "an unknown member": lambda table: table["facts"][0].update(firmwre="4.30"),
        "a number for a version": lambda table: table["facts"][0].update(firmware=4.3),
        "two schemes at once": lambda table: table["facts"][0].update(driver="1", kernel="5.4"),
        "another kind of fact": lambda table: table["facts"][0].update(how="guessed"),
        "ids in capitals": lambda table: table["devices"][0].update(ids=["8086:159A"]),
    }
    for name, change in damages.items():
        if not refuses(change):
            print(f"the schema takes {name}")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
