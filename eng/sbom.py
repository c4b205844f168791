#!/usr/bin/env python3
"""sbom.py OUT -- what a published StackBench is made of: OUT/sbom.cdx.json (CycloneDX 1.5) and OUT/licenses, from the restored packages.

Reads the project.assets.json of host and worker, and of each package the nuspec and the licence file where it has one. No network.
"""
import json
import pathlib
import sys
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROJECTS = ("StackBench", "StackBench.Worker")
# Parts of the runtime are no packages of a project, but compiled into what ships.
RUNTIME = ("microsoft.netcore.app.runtime.", "runtime.", "microsoft.dotnet.ilcompiler", "microsoft.netcore.app.host.")
# They work at build time and leave nothing behind.
BUILD_ONLY = ("meziantou.analyzer", "microsoft.codeanalysis.bannedapianalyzers", "microsoft.net.illink.tasks")


def packages():
    found = {}
    for project in PROJECTS:
        assets = json.loads((ROOT / "artifacts/obj" / project / "project.assets.json").read_text())
        folder = pathlib.Path(next(iter(assets["packageFolders"])))
        names = [name for name, library in assets["libraries"].items() if library["type"] == "package"]
        for framework in assets["project"]["frameworks"].values():
            names += [f"{one['name']}/{one['version'].strip('[]').split(',')[0].strip()}" for one in framework.get("downloadDependencies", [])]
        for name, version in (name.split("/") for name in names):
            if name.lower().startswith(BUILD_ONLY):
                continue
            found[name.lower()] = (name, version, folder / name.lower() / version.lower())
    return [found[name] for name in sorted(found) if found[name][2].is_dir()]


def licence(name, folder):
    """SPDX expression or address, and the text where the package has one."""
    nuspec = next(folder.glob("*.nuspec"), None)
    tree = xml.parse(nuspec).getroot() if nuspec else None
    fields = {element.tag.rsplit("}", 1)[-1]: element for element in tree.iter()} if tree is not None else {}
    element = fields.get("license")
    texts = [path for path in folder.iterdir() if path.is_file() and path.name.lower().startswith(("license", "third", "notice"))]
    if element is not None and element.get("type") == "expression":
        return {"expression": element.text}, texts
    if element is not None and element.get("type") == "file" and (folder / element.text).is_file():
        texts.append(folder / element.text)
        return {"license": {"name": f"see licenses/{name}"}}, texts
    address = fields.get("licenseUrl")
    return {"license": {"name": "see its page", **({"url": address.text} if address is not None and address.text else {})}}, texts


def main(out):
    out = pathlib.Path(out)
    texts = out / "licenses"
    texts.mkdir(parents=True, exist_ok=True)
    (texts / "StackBench").write_text((ROOT / "LICENSE").read_text())
    components, said = [], []
    for name, version, folder in packages():
        known, files = licence(name, folder)
        for file in sorted(set(files)):
            target = texts / name if len(set(files)) == 1 else texts / f"{name}-{file.name}"
            target.write_bytes(file.read_bytes())
        components.append({
            "type": "library", "name": name, "version": version, "purl": f"pkg:nuget/{name}@{version}", "licenses": [known]})
        said.append(f"{name} {version}: {known.get('expression') or known['license'].get('url') or known['license']['name']}")
    (texts / "README").write_text("What StackBench is built with, and under which licence.\n\n" + "\n".join(said) + "\n")
    version = xml.parse(ROOT / "Directory.Build.props").getroot().find("./PropertyGroup/Version").text
    document = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": {"type": "application", "name": "stackbench", "version": version}}, "components": components}
    (out / "sbom.cdx.json").write_text(json.dumps(document, indent=1) + "\n")
    print(f"{len(components)} packages")


if __name__ == "__main__":
    main(*sys.argv[1:])
