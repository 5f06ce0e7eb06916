#!/usr/bin/env bash
# Everything that must be green: formatting, debug and release builds without a warning, all tests, on a real PostgreSQL
# that this script starts and stops itself.
#
#   deploy/test.sh                 all of it
#   deploy/test.sh --filter NAME   only the tests whose name matches (debug build only)
set -euo pipefail
source "$(dirname "$0")/lib.sh"
cd "$root"

filter=()
while [ $# -gt 0 ]; do
  case $1 in
    --filter) [ $# -ge 2 ] || die "--filter needs a name" "deploy/test.sh --filter MaskerTests" 64; filter=(--filter "$2"); shift 2 ;;
    -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) die "unknown option '$1'" "deploy/test.sh --help" 64 ;;
  esac
done

need_swift
need_packages "${build_packages[@]}" postgresql nginx-light python3 openssl pgbouncer dovecot-imapd
need_packages "postgresql-$(postgres_major)-pgtap"

if [ ${#filter[@]} -eq 0 ]; then
  say "Formatting"
  swift format lint --strict --recursive Package.swift Sources Tests

  say "Release build"
  swift build -c release --explicit-target-dependency-import-check error

  say "Evaluation gate"
  # Recorded answers of a real model, and the classifier in this program, through the path that was just built. Code 2, not
  # decided with so few items, ends this as well: who changes answers looks at them and blesses another baseline.
  for system in embedded qwen-v1 qwen-v2; do
    .build/release/phano eval run --system "$system" --split dev > /dev/null
    .build/release/phano eval gate latest --baseline "$system"
  done
fi

if [ ${#filter[@]} -eq 0 ]; then
  deploy/check-kit.sh
fi

say "Debug build"
swift build --build-tests --explicit-target-dependency-import-check error

cluster=$(mktemp -d "${TMPDIR:-/tmp}/phano-test.XXXXXX")
trap 'stop_postgres "$cluster"; rm -rf "$cluster"' EXIT
port=$(free_port)
start_postgres "$cluster" listen_addresses=127.0.0.1 port="$port" max_connections=300 fsync=off

say "Tests"
export PHANO_TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable"
export PHANO_SHARED="${PHANO_SHARED:-$root/../shared}"
# One test at a time: many of them measure what happens under a time limit, and two cores are soon busy.
if ! swift test --skip-build --no-parallel "${filter[@]}" 2>&1 | tee "$cluster/tests.log"; then
  say "What failed, once more"
  # Without the lines of what is known to fail and of suites, which only repeat it.
  grep -a '^✘ Test ' "$cluster/tests.log" | cut -c1-1000 || tail -n 20 "$cluster/tests.log"
  exit 1
fi
