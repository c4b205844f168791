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
# They work at build time and leave nothing behind.
BUILD_ONLY = ("meziantou.analyzer", "microsoft.codeanalysis.bannedapianalyzers", "microsoft.net.illink.tasks")

CONDITIONS = """Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of
the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS
FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER
IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
BSD = """Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in the documentation and/or
   other materials provided with the distribution.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY
DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS
OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING
NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
"""
# The terms that packages name by their SPDX expression and leave out.
STANDARD = {"MIT": "MIT License\n\n{notice}\n\n" + CONDITIONS, "BSD-2-Clause": "BSD 2-Clause License\n\n{notice}\n\n" + BSD}


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
    """SPDX expression or address, the texts the package has, and where it has none the standard text with its copyright."""
    nuspec = next(folder.glob("*.nuspec"), None)
    tree = xml.parse(nuspec).getroot() if nuspec else None
    fields = {element.tag.rsplit("}", 1)[-1]: element for element in tree.iter()} if tree is not None else {}
    element = fields.get("license")
    copyright_line = fields["copyright"].text if "copyright" in fields and fields["copyright"].text else None
    authors = fields["authors"].text if "authors" in fields and fields["authors"].text else name
    texts = [path for path in folder.iterdir() if path.is_file() and path.name.lower().startswith(("license", "third", "notice"))]
    if element is not None and element.get("type") == "expression":
        # Its expression is that of the packaging; what is inside has its own.
        if name.startswith("libtorch") and texts:
            return {"license": {"name": f"see licenses/{name}"}}, texts, None
        notice = None if texts else STANDARD.get(element.text, "{notice}\n\nLicensed under " + element.text + ": https://spdx.org/licenses/" + element.text + ".html\n").format(
            notice=copyright_line or f"Copyright (c) {authors}")
        return {"expression": element.text}, texts, notice
    if element is not None and element.get("type") == "file" and (folder / element.text).is_file():
        texts.append(folder / element.text)
        return {"license": {"name": f"see licenses/{name}"}}, texts, None
    address = fields.get("licenseUrl")
    return {"license": {"name": "see its page", **({"url": address.text} if address is not None and address.text else {})}}, texts, None


def main(out):
    out = pathlib.Path(out)
    texts = out / "licenses"
    texts.mkdir(parents=True, exist_ok=True)
    (texts / "StackBench").write_text((ROOT / "LICENSE").read_text())
    components, said = [], []
    for name, version, folder in packages():
        known, files, standard = licence(name, folder)
        if standard:
            (texts / name).write_text(standard)
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
