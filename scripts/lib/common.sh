# What every script shares: where the repository is and how to speak to the person. Sourced, not run.
# shellcheck shell=bash disable=SC2034,SC2154  # Names are shared among the files that are sourced together.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
venv=$root/.venv
private=$root/.python

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$@"
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Run a command with a limit in seconds; its output is shown only when it fails.
quietly() {
  local limit=$1 output status=0
  shift
  output=$(timeout "$limit" "$@" 2>&1 </dev/null) || status=$?
  if ((status == 124)); then say "No end after $limit s: $*"; fi
  if ((status != 0)); then say "$output"; fi
  return "$status"
}

# The missing things are collected, so that a person installs them in one go.
missing=()

report_missing() {
  ((${#missing[@]} == 0)) && return
  say "This machine lacks something that is needed here:"
  printf '  - %s\n' "${missing[@]}" >&2
  exit 1
}
