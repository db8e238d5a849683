#!/usr/bin/env python3
"""Does a root get the same ledger from stand-ins as from the modules themselves?

    compare.py [--podroom PATH] [--repositories DIR] ROOT...

Each ROOT is copied twice. One copy has the modules themselves in `.terraform/modules`: those that `terraform init` put there, or,
with --repositories, those that this script takes from clones of their repositories, at the newest tag that each call admits. The
other copy has no `.terraform`. `podroom budget --format json` of both is compared: ranges, node pools, claims, and their addresses.
Where a figure comes from and the words for it do not count.

Exit status: 0 all equal, 1 something differs, 2 a module is nowhere. Python 3.9, its standard library, git.
"""

import argparse
import difflib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# What the two runs may say in different words.
WORDS = {"at", "label", "labels", "how", "because", "decide", "stand_ins", "var_files", "unread_var_files", "path"}

CALL = re.compile(r'^module\s+"([^"]+)"\s*\{(.*?)^\}', re.S | re.M)
GITHUB = re.compile(r"github\.com[/:]([\w.-]+)/terraform-(\w+?)-([\w-]+?)(?:\.git)?(?://([\w/-]*))?(?:\?.*)?$")


def attribute(body, name):
    found = re.search(rf'^\s*{name}\s*=\s*"([^"]*)"', body, re.M)
    return found and found[1]


def calls(directory):
    """The module calls of a directory: name, source, version or reference."""
    for path in sorted(directory.glob("*.tf")):
        for name, body in CALL.findall(path.read_text(errors="replace")):
            source = attribute(body, "source")
            if source:
                reference = re.search(r"[?&]ref=([^&]+)", source)
                yield name, source, reference[1] if reference else attribute(body, "version")


def package(source):
    """`namespace/name/provider` and the directory in it; nothing for other sources."""
    github = GITHUB.search(source)
    if github:
        return f"{github[1]}/{github[3]}/{github[2]}", (github[4] or "").strip("/")
    name, _, inside = re.sub(r"^registry\.(terraform\.io|opentofu\.org)/", "", source).partition("//")
    return (name, inside) if re.fullmatch(r"[\w-]+/[\w-]+/[\w-]+", name) else None


def numbers(version):
    found = re.fullmatch(r"(?:tags/)?v?(\d+(?:\.\d+)*)", version.strip())
    return [int(number) for number in found[1].split(".")] if found else None


def admits(constraint, has):
    for part in constraint.split(","):
        operator, version = re.fullmatch(r"\s*([<>=!~]*)\s*(\S+)\s*", part).groups()
        wanted = numbers(version)
        if wanted is None:
            return False
        size = max(len(has), len(wanted))
        a, b = (list + [0] * (size - len(list)) for list in (has, wanted))
        fixed = max(len(wanted) - 1, 0)
        met = {
            "": a == b, "=": a == b, "!=": a != b, ">": a > b, ">=": a >= b, "<": a < b, "<=": a <= b,
            "~>": a >= b and a[:fixed] == b[:fixed],
        }
        if not met.get(operator, False):
            return False
    return True


def git(repository, *arguments):
    return subprocess.run(["git", "-C", repository, *arguments], capture_output=True)


def newest(repository, asked):
    """The tag that `terraform init` would take; a branch or a commit is itself."""
    tags = [tag for tag in git(repository, "tag").stdout.decode().split() if len(numbers(tag) or []) > 2]
    for tag in sorted(tags, key=numbers, reverse=True):
        if not asked or admits(asked, numbers(tag)):
            return tag
    return asked


def fetch(top, repositories):
    """Puts the modules that are called below a directory where `terraform init` would, and the list of them beside."""
    listed = [{"Key": "", "Source": "", "Dir": "."}]

    def follow(directory, key):
        for name, source, asked in calls(directory):
            key_of = f"{key}.{name}" if key else name
            if source.startswith("."):
                called = (directory / source).resolve()
                listed.append({"Key": key_of, "Source": source, "Dir": str(called.relative_to(top))})
            else:
                found = package(source)
                if not found:
                    raise SystemExit(f"{source}: from nowhere that this script knows")
                (namespace, name_of, provider), inside = found[0].split("/"), found[1]
                repository = repositories / namespace / f"terraform-{provider}-{name_of}"
                tag = newest(repository, asked)
                where = top / ".terraform/modules" / key_of
                where.mkdir(parents=True, exist_ok=True)
                archive = git(repository, "archive", tag or "HEAD")
                if archive.returncode:
                    raise SystemExit(f"{repository}: no {tag or 'clone'}")
                subprocess.run(["tar", "x", "-C", where], input=archive.stdout, check=True)
                called = where / inside
                entry = {"Key": key_of, "Source": source, "Dir": str(called.relative_to(top))}
                listed.append({**entry, "Version": ".".join(map(str, numbers(tag)))} if tag and numbers(tag) else entry)
            follow(called, key_of)

    follow(top, "")
    modules = top / ".terraform/modules"
    modules.mkdir(parents=True, exist_ok=True)
    (modules / "modules.json").write_text(json.dumps({"Modules": listed}))


def plain(value):
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items() if name not in WORDS}
    return [plain(part) for part in value] if isinstance(value, list) else value


def ledger(podroom, directory):
    run = subprocess.run([podroom, "budget", "--format", "json", "."], cwd=directory, capture_output=True, text=True)
    root = json.loads(run.stdout)["roots"][0]
    return json.dumps({name: plain(root[name]) for name in ("ranges", "node_pools")}, indent=1, sort_keys=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--podroom", default="podroom")
    parser.add_argument("--repositories", type=Path, help="DIR/<namespace>/terraform-<provider>-<name>: clones with their tags")
    parser.add_argument("roots", nargs="+", type=Path)
    arguments = parser.parse_args()
    podroom = str(Path(arguments.podroom).resolve()) if "/" in arguments.podroom else arguments.podroom
    differ = False
    for root in arguments.roots:
        with tempfile.TemporaryDirectory() as scratch:
            # A repository of its own: podroom reads nothing outside of the one that holds the root.
            real, stood_in = (Path(scratch).resolve() / side for side in ("real", "stand-in"))
            shutil.copytree(root, real, symlinks=True)
            shutil.copytree(root, stood_in, symlinks=True, ignore=shutil.ignore_patterns(".terraform"))
            if arguments.repositories:
                fetch(real, arguments.repositories.resolve())
            elif not (real / ".terraform/modules/modules.json").is_file():
                raise SystemExit(f"{root}: no .terraform/modules; run `terraform init -backend=false` in it")
            a, b = ledger(podroom, real), ledger(podroom, stood_in)
        size = len(json.loads(a)["ranges"]), len(json.loads(a)["node_pools"])
        print(f"{root}: {'equal' if a == b else 'different'}, {size[0]} ranges and {size[1]} node pools")
        if a != b:
            differ = True
            print("\n".join(difflib.unified_diff(a.splitlines(), b.splitlines(), "real", "stand-in", lineterm="")))
    return int(differ)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SystemExit as problem:
        if isinstance(problem.code, str):
            print(problem.code, file=sys.stderr)
            sys.exit(2)
        raise
