#!/usr/bin/env bash
# phano on this machine, from nothing to verdicts, with no account anywhere: builds it, starts a private PostgreSQL,
# imports the sample interactions of deploy/demo, starts the embedded classifier as the model endpoint, works the queue
# until it is drained, and prints the verdicts. Run it as often as you like.
#
#   deploy/demo.sh            run the demonstration
#   deploy/demo.sh --clean    stop and remove everything it made, apart from .build
set -euo pipefail
source "$(dirname "$0")/lib.sh"

state=${PHANO_DEMO_DIR:-${TMPDIR:-/tmp}/phano-demo-$(id -un)}
cluster=$state/postgres
organization=11111111-2222-4333-8444-555555555555

stop_endpoint() {
  [ -f "$state/endpoint.pid" ] || return 0
  kill "$(cat "$state/endpoint.pid")" 2>/dev/null || true
  rm -f "$state/endpoint.pid"
}

case ${1:-} in
  "") ;;
  --clean)
    stop_endpoint
    stop_postgres "$cluster"
    rm -rf "$state"
    echo "Removed $state. The build stays in .build; 'swift package clean' removes that."
    exit 0
    ;;
  -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) die "unknown option '$1'" "deploy/demo.sh --help" 64 ;;
esac

need_swift
need_packages "${build_packages[@]}" postgresql python3

say "Building (the first time takes some minutes)"
cd "$root"
swift build -c release --product phano
phano=$(swift build -c release --show-bin-path)/phano

say "Starting a private PostgreSQL in $cluster"
mkdir -p "$state"
chmod 711 "$state"
start_postgres "$cluster"
trap stop_endpoint EXIT
host="host=$cluster"
export PHANO_ADMIN_DATABASE_URL="$host user=postgres dbname=phano"
export PHANO_WORKER_DATABASE_URL="$host user=phano_worker dbname=phano"
export PHANO_DISPATCHER_DATABASE_URL="$host user=phano_dispatcher dbname=phano"
export PHANO_DATABASE_URL="$host user=demo dbname=phano"
export PHANO_ORGANIZATION=$organization
export PHANO_PROMPT=$root/prompts/sentiment/v1
as_postgres "$(postgres_bin)/psql" -X -q -h "$cluster" -d postgres -U postgres -tAc \
  "select 1 from pg_database where datname = 'phano'" | grep -q 1 ||
  as_postgres "$(postgres_bin)/createdb" -h "$cluster" -U postgres phano
export PHANO_KEY_FILE=$state/phano.key
"$phano" migrate
"$phano" keys init --file-only
"$phano" organization create "Rosterwick" --id "$organization"
"$phano" member add demo --role admin --create-login

say "Importing the samples of deploy/demo"
samples=$root/deploy/demo
"$phano" import "$samples/mail" "$samples/archive.mbox" "$samples"/{tickets,calls,meetings}.jsonl \
  "$samples/metrics.csv" "$samples/nps.csv" --accounts "$samples/accounts.csv" --agent-domain rosterwick.example

say "Starting the embedded classifier as an OpenAI-compatible endpoint"
stop_endpoint
"$phano" model serve --port 0 >"$state/endpoint.json" 2>"$state/endpoint.log" &
echo $! >"$state/endpoint.pid"
for _ in $(seq 100); do
  [ -s "$state/endpoint.json" ] && break
  kill -0 "$(cat "$state/endpoint.pid")" 2>/dev/null || die "the endpoint did not start" "see $state/endpoint.log"
  sleep 0.1
done
port=$(python3 -c 'import json, sys; print(json.loads(open(sys.argv[1]).readline())["port"])' "$state/endpoint.json")
export PHANO_ENDPOINT=embedded
export PHANO_ENDPOINT_URL=http://127.0.0.1:$port/v1
curl_check() { python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=5)' "$1"; }
curl_check "http://127.0.0.1:$port/health" || die "the endpoint does not answer" "see $state/endpoint.log"

say "Working the queue until it is drained"
"$phano" worker --until-drained
"$phano" status

say "Verdicts per account"
"$phano" verdicts --by-account --expected "$root/deploy/demo/expected.csv"

# The samples end in November 2026; in hindsight their day can be looked at in any later year.
day=2026-11-15
say "The diagnosis of $day: tone beside usage, support, engagement and NPS"
"$phano" diagnose --as-of "$day" --hindsight
"$phano" diagnose --as-of "$day" --hindsight --explain nordhafen
say "The same as pages to read"
"$phano" report --as-of "$day" --hindsight --output "$state/report"

cat <<NEXT

What to type next (PostgreSQL keeps running; 'deploy/demo.sh --clean' stops and removes it):

  export PHANO_DATABASE_URL='$PHANO_DATABASE_URL' PHANO_ORGANIZATION=$organization
  export PHANO_DISPATCHER_DATABASE_URL='$PHANO_DISPATCHER_DATABASE_URL' PHANO_PROMPT=$PHANO_PROMPT
  export PHANO_KEY_FILE=$PHANO_KEY_FILE
  phano=$phano
  \$phano verdicts --account nordhafen                # one account, with the evidence
  \$phano diagnose --as-of $day --hindsight --explain tilleuls
  \$phano verdicts --json                             # for programs
  echo 'Call me: +44 20 7946 0018' | \$phano mask     # what a model would see
  \$phano reprocess --account nordhafen --dry-run     # what scoring again would do
  \$phano status                                      # the queue
NEXT
