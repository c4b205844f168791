#!/usr/bin/env bash
# format.sh -- holds what the build and dotnet format do not, or not in short time: the length of lines of C# (.editorconfig) and of commit
# subjects, and the order of using directives.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
# Where the rule for subjects began.
base=01d2273ba488c4eab05fe5b9844eeccae460ef5f
longest_subject=72
longest_line=$(sed -n 's/^max_line_length *= *//p' .editorconfig)
status=0

# Lines of raw string literals are data (documents, pages, scripts of tests) and keep their shape.
lines=$(git ls-files -z '*.cs' | xargs -0 awk '
  FNR == 1 { raw = 0 }
  { quotes = gsub(/"""+/, "&"); if (!raw && !quotes) print FILENAME ":" FNR ":" $0; if (quotes % 2) raw = !raw }' |
  grep -P "^[^:]+:\d+:.{$((longest_line + 1)),}$" | cut -c1-120 || true)
if [ -n "$lines" ]; then
  echo "$lines"
  echo "format.sh: $(wc -l <<<"$lines") lines above have more than $longest_line characters; break them" >&2
  status=1
fi

# As dotnet format sorts them: System first, then by name.
usings=$(git ls-files -z '*.cs' | LC_ALL=C xargs -0 awk '
  FNR == 1 { last = "" }
  /^using [A-Za-z0-9_.]+;/ {
    name = substr($2, 1, length($2) - 1); key = (name ~ /^System(\.|$)/ ? "0" : "1") tolower(name)
    if (last != "" && key < last) print FILENAME ":" FNR ": " $0
    last = key
  }')
if [ -n "$usings" ]; then
  echo "$usings"
  echo "format.sh: the using directives above stand behind later ones; dotnet format sorts them" >&2
  status=1
fi

if git cat-file -e "$base^{commit}" 2>/dev/null; then
  subjects=$(git log --format='%h %s' "$base..HEAD" | grep -P "^\S+ .{$((longest_subject + 1)),}$" || true)
  if [ -n "$subjects" ]; then
    echo "$subjects"
    echo "format.sh: the subjects above have more than $longest_subject characters; say the rest in the body" >&2
    status=1
  fi
else
  echo "format.sh: commit subjects not checked: this clone does not reach back to ${base:0:9}"
fi
exit "$status"
