# Shared by the scripts here: what the machine needs, and a private PostgreSQL cluster. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
die() { printf 'error: %s\n' "$1" >&2; [ $# -lt 2 ] || printf '  mend: %s\n' "$2" >&2; exit "${3:-69}"; }

# Install the Debian packages among "$@" that are missing; quiet when there is nothing to do.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "Installing ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "these packages are missing: ${missing[*]}" "apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  # A server that Debian would start by itself is not wanted: ours are private and stop when the script does.
  printf '#!/bin/sh\nexit 101\n' >"${TMPDIR:-/tmp}/phano-policy-rc.d"
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    "${as_root[@]}" install -m 755 "${TMPDIR:-/tmp}/phano-policy-rc.d" /usr/sbin/policy-rc.d
    local remove_policy=1
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    >/dev/null || die "apt could not install ${missing[*]}" "run: apt-get install ${missing[*]}"
  [ -z "${remove_policy:-}" ] || "${as_root[@]}" rm -f /usr/sbin/policy-rc.d
  rm -f "${TMPDIR:-/tmp}/phano-policy-rc.d"
}

need_swift() {
  command -v swift >/dev/null || die "no Swift toolchain on the PATH" "install Swift 6.2 or later from swift.org"
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -1)
  [ "${version%%.*}" -ge 6 ] && { [ "${version%%.*}" -gt 6 ] || [ "${version#*.}" -ge 2 ]; } ||
    die "Swift $version is too old" "install Swift 6.2 or later from swift.org"
}

build_packages=(libpq-dev libcurl4-openssl-dev libgmime-3.0-dev libxml2-dev zlib1g-dev pkg-config)

# The newest installed PostgreSQL server's programs.
postgres_bin() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
  [ -n "$found" ] || die "no PostgreSQL server found under /usr/lib/postgresql" "apt-get install postgresql"
  printf '%s' "$found"
}

# A client program of PostgreSQL: the newest server's own, or else the one on the PATH.
pg_program() {
  local bin
  bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
  if [ -x "$bin/$1" ]; then printf '%s' "$bin/$1"; else
    command -v "$1" || die "there is no $1" "apt-get install postgresql-client"
  fi
}

# The server's major version, as Debian names the packages that extend it.
postgres_major() { basename "$(dirname "$(postgres_bin)")"; }

# Run a command as somebody who may own a PostgreSQL cluster: the server refuses to run as root.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# start_postgres FOLDER [SETTING...]: a private cluster whose socket lies in FOLDER, which only its owner may enter.
# The tests, which also want TCP, pass listen_addresses and port.
start_postgres() {
  local folder=$1 bin setting options
  shift
  bin=$(postgres_bin)
  options="-c unix_socket_directories='$folder' -c listen_addresses=''"
  for setting in "$@"; do options+=" -c $setting"; done
  mkdir -p "$folder"
  chmod 700 "$folder"
  [ "$(id -u)" -ne 0 ] || chown postgres "$folder"
  if [ ! -s "$folder/data/PG_VERSION" ]; then
    (cd / && as_postgres "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null) ||
      die "initdb failed in $folder" "remove the folder and run again"
  fi
  if ! (cd / && as_postgres "$bin/pg_ctl" -D "$folder/data" status >/dev/null 2>&1); then
    (cd / && as_postgres "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 -o "$options" start >/dev/null) ||
      die "PostgreSQL did not start" "see $folder/log"
  fi
}

stop_postgres() {
  local folder=$1
  [ -s "$folder/data/PG_VERSION" ] || return 0
  (cd / && as_postgres "$(postgres_bin)/pg_ctl" -D "$folder/data" -m fast -w stop >/dev/null 2>&1) || true
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
