#!/usr/bin/env python3
"""Writes instances.tsv and as_of.txt anew, from checkouts of the three repositories that the facts come from.

    git clone https://github.com/aws/amazon-vpc-cni-k8s
    git clone https://github.com/aws/amazon-vpc-resource-controller-k8s
    git clone https://github.com/aws/karpenter-provider-aws
    python3 src/cloud/aws/instances.py amazon-vpc-cni-k8s amazon-vpc-resource-controller-k8s karpenter-provider-aws

The date in as_of.txt is that of the newest of the three commits. What a type has in the old table and not in the new one
is listed at the end, for a look before the commit; `cargo test` checks the table's form.
"""

import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent

HEADER = """\
# What EC2 lets an instance type attach, as far as the VPC CNI uses it, and what tells types apart. Facts of {as_of}, one row per type, sorted bytewise by type.
# instance_type, max_enis, ipv4_per_eni, is_bare_metal, hypervisor, network_cards: aws/amazon-vpc-cni-k8s@{cni}, pkg/vpc/vpc_ip_resource_limit.go
#   max_enis is the limit of the default network card, ipv4_per_eni includes the interface's own address; hypervisor is nitro, xen or unknown (bare metal).
# branch_enis: aws/amazon-vpc-resource-controller-k8s@{controller}, pkg/aws/vpc/limits.go; empty for a type newer than that file.
# vcpus, memory_mib, arch, cpu_manufacturer: aws/karpenter-provider-aws@{karpenter}, website/content/en/docs/reference/instance-types.md, labels instance-cpu, instance-memory, arch and instance-cpu-manufacturer; empty where it has none.
# To refresh: instances.py beside this file.
# instance_type	max_enis	ipv4_per_eni	is_bare_metal	hypervisor	network_cards	branch_enis	vcpus	memory_mib	arch	cpu_manufacturer
"""


def go_map(text):
    """The entries of a Go map of structs, each as its text."""
    return dict(re.findall(r'^\t"([a-z0-9.-]+)": +\{\n(.*?)^\t\},', text, re.M | re.S))


def field(entry, name):
    """The last field of that name at the struct's own level."""
    found = re.findall(rf"^\t\t{name}: +\"?([^\",\n]*)\"?,", entry, re.M)
    if not found:
        sys.exit(f"no {name} in an entry: the upstream file has another form")
    return found[-1]


def default_card(entry):
    """Interfaces of the default network card, and the number of cards."""
    index = field(entry, "DefaultNetworkCardIndex")
    cards = re.findall(r"\{\s*MaximumNetworkInterfaces: +(\d+),\s*NetworkCardIndex: +(\d+),", entry)
    most = [interfaces for interfaces, card in cards if card == index]
    return (most[0] if most else field(entry, "ENILimit")), max(1, len(cards))


def labels(text):
    """Each type's labels of the reference page."""
    types = {}
    for section in re.split(r"^### ", text, flags=re.M)[1:]:
        found = dict(re.findall(r"^ \|([a-z0-9./-]+)\|([^|]*)\|", section, re.M))
        types[found.get("node.kubernetes.io/instance-type", "")] = found
    return types


def commit(checkout):
    """The short name and the date of what is checked out."""
    line = subprocess.check_output(["git", "-C", checkout, "log", "-1", "--format=%h %cs", "--abbrev=12"], text=True)
    return line.split()


def main(cni, controller, karpenter):
    read = lambda checkout, path: (pathlib.Path(checkout) / path).read_text()
    limits = go_map(read(cni, "pkg/vpc/vpc_ip_resource_limit.go"))
    branches = go_map(read(controller, "pkg/aws/vpc/limits.go"))
    known = labels(read(karpenter, "website/content/en/docs/reference/instance-types.md"))
    if min(len(limits), len(branches), len(known)) < 500:
        sys.exit("fewer than 500 types in one of the files: it has another form")
    rows = []
    for name in sorted(limits, key=str.encode):
        entry, label = limits[name], known.get(name, {})
        enis, cards = default_card(entry)
        of = lambda key: label.get(key, "")
        rows.append([
            name, enis, field(entry, "IPv4Limit"), field(entry, "IsBareMetal"), field(entry, "HypervisorType") or "unknown",
            cards, field(branches[name], "BranchInterface") if name in branches else "",
            of("karpenter.k8s.aws/instance-cpu"), of("karpenter.k8s.aws/instance-memory"), of("kubernetes.io/arch"),
            of("karpenter.k8s.aws/instance-cpu-manufacturer"),
        ])
    (cni, one), (controller, two), (karpenter, three) = map(commit, (cni, controller, karpenter))
    as_of = max(one, two, three)
    table = HERE / "instances.tsv"
    before = {line.split("\t")[0] for line in table.read_text().splitlines() if not line.startswith("#")}
    header = HEADER.format(as_of=as_of, cni=cni, controller=controller, karpenter=karpenter)
    table.write_text(header + "".join("\t".join(map(str, row)) + "\n" for row in rows))
    (HERE / "as_of.txt").write_text(as_of)
    print(f"{len(rows)} types as of {as_of}; gone: {', '.join(sorted(before - set(limits))) or 'none'}")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
