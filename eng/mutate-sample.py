#!/usr/bin/env python3
"""mutate-sample.py [--seed N] [--count N] PART... -- the share of small faults that a test beside the code notices, from a random sample.

PART is one of PARTS below. Each fault is one changed token; it is compiled alone, and the tests of the part's namespace run
against it. Faults that do not compile do not count. Build test/StackBench.Tests first. `eng/mutate.sh` asks the same of every fault.
"""
import argparse
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "artifacts/bin/StackBench.Tests/debug"
# A part: its project, its folder there, and the namespaces of tests of which one has to notice.
PARTS = {
    "Comparison": ("StackBench.Core", "Comparison", ["Comparison"]),
    "Statistics": ("StackBench.Core", "Statistics", ["Statistics", "Comparison"]),
    "Running": ("StackBench.Running", "", ["Running", "Running.*"]),
    "Import": ("StackBench.Exchange", "Import", ["Exchange"]),
    "NcclTests": ("StackBench.NcclTests", "", ["NcclTests"]),
    "Serving": ("StackBench.Serving", "", ["Serving", "Serving.*"]),
    "Expectations": ("StackBench.Core", "Expectations", ["Expectations", "Verdicts"]),
    "Verdicts": ("StackBench.Core", "Verdicts", ["Expectations", "Verdicts"]),
    "Options": ("StackBench", "Commands/Options", ["Commands"]),
    "Machine": ("StackBench.Machine", "", ["Machine", "Machine.*"]),
}
# What is replaced, and by what; strings and comments are left alone.
RULES = [(re.compile(pattern), by) for pattern, by in [
    (r" < ", " <= "), (r" < ", " >= "), (r" <= ", " < "), (r" <= ", " > "),
    (r" > ", " >= "), (r" > ", " <= "), (r" >= ", " > "), (r" >= ", " < "),
    (r" == ", " != "), (r" != ", " == "), (r" && ", " || "), (r" \|\| ", " && "), (r"(?<=[ (])!(?=[a-zA-Z(])", ""),
    (r" is null\b", " is not null"), (r" is not null\b", " is null"), (r"\btrue\b", "false"), (r"\bfalse\b", "true"),
    (r" \+ ", " - "), (r" - ", " + "), (r" \* ", " / "), (r" / ", " * "), (r"\+\+", "--"), (r" \+= ", " -= "), (r" -= ", " += "),
    (r"\.Min\(", ".Max("), (r"\.Max\(", ".Min("), (r"\.All\(", ".Any("), (r"\.Any\(", ".All("),
    (r"\.First\(", ".Last("), (r"\.Last\(", ".First("), (r"\.OrderBy\(", ".OrderByDescending("), (r"\.OrderByDescending\(", ".OrderBy("),
    (r"(?<![\w.])0(?![\w.])", "1"), (r"(?<![\w.])1(?![\w.])", "2"), (r"(?<![\w.])(?!0\.0\b)(\d+\.\d+)(?![\w.])", r"(2 * \1)"),
    (r"\bif \(", "if (false && "), (r"\bif \(", "if (true || "), (r"\breturn;", ";"), (r"\bcontinue;", ";"), (r"\bbreak;", ";"),
]]


def mutants(part):
    """All faults of a part: (file, line, begin, end, replacement)."""
    project, folder, _ = PARTS[part]
    found = []
    for file in sorted((ROOT / "src" / project / folder).rglob("*.cs")):
        for number, line in enumerate(file.read_text().split("\n")):
            code = re.sub(r'\$*"(?:[^"\\]|\\.)*"', lambda text: "_" * len(text.group()), line).split("//")[0]
            if code.lstrip().startswith(("using", "namespace", "[", "#")):
                continue
            for pattern, by in RULES:
                found += [(file, number, hit.start(), hit.end(), hit.expand(by)) for hit in pattern.finditer(code)]
    return found


def compiler(project):
    """The assembly of a project and the command line of its C# compiler, without analyzers."""
    asked = subprocess.run(
        ["dotnet", "msbuild", ROOT / "src" / project, "-t:PrepareResources;Compile", "-p:ProvideCommandLineArgs=true", "-p:SkipCompilerExecution=true",
         "-p:NonExistentFile=none", "-p:BuildProjectReferences=false", "-getItem:CscCommandLineArgs"],
        capture_output=True, text=True, check=True)
    arguments = [item["Identity"] for item in json.loads(asked.stdout)["Items"]["CscCommandLineArgs"]]
    generators = [item for item in arguments if item.startswith("/analyzer:") and "Microsoft.NETCore.App.Ref" in item]
    dropped = ("/out:", "/refout:", "/doc:", "/embed", "/analyzer", "/additionalfile:", "/warnaserror", "/noconfig", "/generatedfilesout:")
    assembly = next(Path(item).name for item in arguments if item.startswith("/out:"))
    return assembly, [item for item in arguments if not item.startswith(dropped)] + generators


def wilson(hits, of, z=1.96):
    center, width = hits + z * z / 2, z * math.sqrt(hits * (of - hits) / of + z * z / 4)
    return (center - width) / (of + z * z), (center + width) / (of + z * z)


def apart():
    """A prefix for a command that it runs among processes of its own: a fault in what kills engines must not end anybody else's."""
    # The shell is the first process there, which nothing inside can kill.
    prefix = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", '"$@"; exit $?', "sh"]
    try:
        return prefix if subprocess.run([*prefix, "true"], capture_output=True).returncode == 0 else []
    except FileNotFoundError:
        return []


class Bench:
    """A copy of the built tests in which one assembly is replaced."""

    def __init__(self, part, folder):
        self.project, _, self.namespaces = PARTS[part]
        # The tests find the programs they start beside themselves.
        self.folder, (self.assembly, self.arguments) = folder / BUILT.parent.name / BUILT.name, compiler(self.project)
        self.source, self.response, self.times = folder / "Mutant.cs", folder / "csc.rsp", folder / "times.xml"
        shutil.copytree(BUILT, self.folder, symlinks=True)
        for other in BUILT.parent.parent.iterdir():
            if other != BUILT.parent:
                (folder / other.name).symlink_to(other)
        sdk = subprocess.run(["dotnet", "--list-sdks"], capture_output=True, text=True, check=True).stdout.split("\n")[-2]
        version, place = re.match(r"(\S+) \[(.+)\]", sdk).groups()
        self.csc = Path(place) / version / "Roslyn/bincore/csc.dll"
        self.limit = 900
        self.stages = []
        self.apart = apart()

    def compiles(self, file, text):
        assembly = self.folder / self.assembly
        assembly.unlink(missing_ok=True)
        self.source.write_text(text)
        inside = os.path.relpath(file, ROOT / "src" / self.project)
        arguments = [f'"{self.source}"' if item in (inside, str(file)) else item for item in self.arguments]
        self.response.write_text("\n".join([*arguments, "/optimize+", f'/out:"{assembly}"']))
        # A compiler of its own stays warm.
        build = subprocess.run(["dotnet", self.csc, "/noconfig", f"/shared:mutate-{os.getpid()}", "/keepalive:60", f"@{self.response}"],
                               cwd=ROOT / "src" / self.project, capture_output=True, text=True)
        return build.returncode == 0

    def runs(self, *filters):
        try:
            tests = subprocess.run([*self.apart, self.folder / "StackBench.Tests", "-noColor", "-stopOnFail", *filters],
                                   capture_output=True, text=True, timeout=self.limit)
        except subprocess.TimeoutExpired:
            return False
        self.said = tests.stdout
        return tests.returncode == 0

    def passes(self):
        return all(self.runs(*stage) for stage in self.stages)

    def control(self, file):
        """Without a fault all tests pass; the classes that took long then come last."""
        began = time.monotonic()
        names = [item for name in self.namespaces for item in ("-namespace", f"StackBench.Tests.{name}")]
        if not (self.compiles(file, file.read_text()) and self.runs(*names, "-xml", self.times)):
            sys.exit(f"mutate-sample.py: the tests fail without a fault:\n{self.said}")
        took = {}
        for test in ElementTree.parse(self.times).iter("test"):
            took[test.get("type")] = took.get(test.get("type"), 0) + float(test.get("time"))
        for quick in (True, False):
            classes = [name for name, seconds in took.items() if (seconds < 1) == quick]
            if classes:
                self.stages.append([item for name in classes for item in ("-class", name)])
        self.limit = max(60, 5 * (time.monotonic() - began))


def sample(part, seed, count):
    every = mutants(part)
    random.Random(f"{part} {seed}").shuffle(every)
    with tempfile.TemporaryDirectory(dir=ROOT / "artifacts") as folder:
        bench = Bench(part, Path(folder))
        if not bench.apart and PARTS[part][0] == "StackBench.Running":
            sys.exit("mutate-sample.py: Running kills processes, and a fault in it may kill yours: run this as root, for unshare --pid")
        bench.control(every[0][0])
        noticed = survived = invalid = 0
        for file, number, begin, end, by in every:
            if noticed + survived == count:
                break
            lines = file.read_text().split("\n")
            lines[number] = lines[number][:begin] + by + lines[number][end:]
            if not bench.compiles(file, "\n".join(lines)):
                invalid += 1
                continue
            passed = bench.passes()
            survived, noticed = survived + passed, noticed + (not passed)
            print(f"{'survived' if passed else 'noticed '} {file.relative_to(ROOT)}:{number + 1}: {lines[number].strip()}", flush=True)
    low, high = wilson(noticed, noticed + survived)
    print(f"{part}, seed {seed}: {noticed} of {noticed + survived} noticed, {noticed / (noticed + survived):.1%}"
          f" (95 %: {low:.1%} to {high:.1%}); {invalid} did not compile; {len(every)} possible", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60, help="faults of each part that compile (default 60)")
    parser.add_argument("part", nargs="+", choices=PARTS)
    chosen = parser.parse_args()
    for part in chosen.part:
        sample(part, chosen.seed, chosen.count)


main()
