#!/usr/bin/env bash
# Restore a phano database from what deploy/backup.sh made, into an empty database.
#
#   deploy/restore.sh DATA_FOLDER/phano-TIME.dump KEY_FOLDER/phano-TIME.keys.dump
#   deploy/restore.sh --open
#
# Both files must be of the same moment. What was erased after it has come back with them, so workers and host
# applications are not let in yet: repeat the erasures with 'phano erase --replay', and then open the door with --open.
#
#   PHANO_ADMIN_DATABASE_URL   the empty database, with a superuser's login
#   PHANO                      the phano to use (the one on the PATH)
set -euo pipefail
source "$(dirname "$0")/lib.sh"

case ${1:-} in
  -h | --help) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
url=${PHANO_ADMIN_DATABASE_URL:?set PHANO_ADMIN_DATABASE_URL}
sql() { "$(pg_program psql)" -X -q -A -t -v ON_ERROR_STOP=1 -d "$url" "$@"; }
if [ "${1:-}" = --open ]; then
  # The schedules that came back are of the past as well: workers wait a day, as they do after each change.
  sql -c 'update queue.retention set changed_at = clock_timestamp()'
  # Besides the schema, this brings the privileges on the database itself.
  "${PHANO:-phano}" migrate
  exit 0
fi
[ $# -eq 2 ] || die "the dump of the data and the dump of the keys are needed" "deploy/restore.sh --help" 64
data=$1 keys=$2 roles=${1%.dump}.roles.sql
phano=${PHANO:-phano}
for file in "$data" "$keys" "$roles"; do
  [ -r "$file" ] || die "$file is not there, or cannot be read" "give the files that deploy/backup.sh made" 78
done
[ "$(basename "$data" .dump)" = "$(basename "$keys" .keys.dump)" ] ||
  die "$data and $keys are of different moments" "give files whose names begin alike" 78
command -v "$phano" >/dev/null || die "there is no $phano" "set PHANO to the program's path" 78

taken=$(sql -c "select count(*) from pg_namespace where nspname in ('phano', 'vault', 'auth', 'queue', 'meta')")
[ "$taken" = 0 ] || die "the database is not empty" "create one: createdb phano_restored" 78

trap 'die "the restoration stopped half way" "drop the database, create it again, and run this again"' ERR
say "Shutting the door"
sql -c 'select format($$revoke all on database %I from public$$, current_database())' | sql
say "Restoring roles, data and keys"
sql -f "$roles"
"$(pg_program pg_restore)" -d "$url" --exit-on-error --single-transaction "$data"
"$(pg_program pg_restore)" -d "$url" --exit-on-error --single-transaction "$keys"
say "Bringing the schema to this program's"
"$phano" migrate --database "$url"
sql -c 'select format($$revoke connect on database %I from phano_worker, phano_dispatcher, phano_host$$,
  current_database())' | sql
trap - ERR
cat <<NEXT
Restored; workers and host applications are not let in yet. Next:

  $phano keys status           # does the key encryption key at hand open what was restored?
  $phano erase --replay        # by a member whose role is admin or dpo, for every organization
  $phano retention show        # is it the schedule that holds today? workers act on it a day after opening
  deploy/restore.sh --open

Logins that this server did not have before were made without passwords.
NEXT
