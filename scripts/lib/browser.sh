# The Chromium that the end-to-end tests drive. Sourced, not run.
# shellcheck shell=bash disable=SC2034,SC2154  # Names are shared among the files that are sourced together.

find_browser() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    if [[ -n $name ]] && have "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

# Print the words that make a command run as root, nothing when we are root already.
as_root() {
  if ((EUID == 0)); then
    echo env
  elif have sudo && sudo -n true 2>/dev/null; then
    echo "sudo -n"
  else
    return 1
  fi
}

check_browser() {
  if find_browser >/dev/null; then return; fi
  if have apt-get && as_root >/dev/null; then return; fi
  missing+=("Chromium for the browser tests: install it (Debian: apt-get install chromium, as root), or name yours in the environment variable CHROMIUM")
}

install_browser() {
  local root_rights
  if find_browser >/dev/null; then return; fi
  read -ra root_rights < <(as_root)
  say "Installing Debian's Chromium …"
  quietly 300 "${root_rights[@]}" apt-get -qq update || true
  quietly 900 "${root_rights[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -y --no-install-recommends install chromium fonts-liberation || true
  find_browser >/dev/null || fail "Chromium could not be installed: install it by hand, or name yours in the environment variable CHROMIUM."
}
