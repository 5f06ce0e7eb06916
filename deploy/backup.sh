#!/usr/bin/env bash
# Back up a phano database: what customers wrote in one file, the keys it is sealed under in another, both of one moment.
#
#   deploy/backup.sh DATA_FOLDER KEY_FOLDER
#
# DATA_FOLDER gets phano-TIME.dump and phano-TIME.roles.sql, KEY_FOLDER gets phano-TIME.keys.dump. Keep the two apart, with
# different people where you can: who has the data alone has nothing. Erasing an organization destroys its keys; copies
# of these live for as long as you keep files in KEY_FOLDER, so keep those for a shorter time.
#
#   PHANO_ADMIN_DATABASE_URL   the database, with a login that row security does not bind
#   PHANO_BACKUP_KEEP_DAYS     how long files in DATA_FOLDER are kept (30); older ones are removed when a backup succeeded
#   PHANO_KEYS_KEEP_DAYS       the same for KEY_FOLDER (7)
set -euo pipefail
source "$(dirname "$0")/lib.sh"

case ${1:-} in
  -h | --help) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
[ $# -eq 2 ] || die "a folder for the data and one for the keys are needed" "deploy/backup.sh --help" 64
url=${PHANO_ADMIN_DATABASE_URL:?set PHANO_ADMIN_DATABASE_URL}
data=$(realpath -e "$1") || die "the folder $1 is not there" "make it on an encrypted volume" 78
keys=$(realpath -e "$2") || die "the folder $2 is not there" "make it on another encrypted volume" 78
[ "$data" != "$keys" ] || die "data and keys must not lie in one folder" "give two folders, on volumes of their own" 78
umask 077

name=phano-$(date -u +%Y%m%dT%H%M%SZ)
drafts=("$data/$name.dump.part" "$data/$name.roles.sql.part" "$keys/$name.keys.dump.part")
trap 'rm -f "${drafts[@]}"; [ -z "${SNAPSHOT_PID:-}" ] || kill "$SNAPSHOT_PID" 2>/dev/null || true' EXIT

# One session holds a snapshot open, and both dumps read what it sees: keys that a rotation destroys between the two would
# leave data that nothing opens.
coproc SNAPSHOT { "$(pg_program psql)" -X -q -A -t -v ON_ERROR_STOP=1 -d "$url" 2>&1; }
echo "begin isolation level repeatable read read only; select pg_export_snapshot();" >&"${SNAPSHOT[1]}"
IFS= read -r -t 60 snapshot <&"${SNAPSHOT[0]}" || die "the database cannot be reached" "check PHANO_ADMIN_DATABASE_URL"
[[ $snapshot =~ ^[0-9A-Fa-f-]+$ ]] || die "no snapshot: $snapshot" "check PHANO_ADMIN_DATABASE_URL"

"$(pg_program pg_dump)" -d "$url" --snapshot="$snapshot" --format=custom --exclude-table-data='vault.*' \
  --file="${drafts[0]}"
"$(pg_program pg_dump)" -d "$url" --snapshot="$snapshot" --format=custom --data-only --schema=vault \
  --file="${drafts[2]}"
# Roles belong to the cluster, and no dump of a database has them. Passwords stay where they are.
"$(pg_program psql)" -X -q -A -t -v ON_ERROR_STOP=1 -d "$url" >"${drafts[1]}" <<'SQL'
with ours as (
  select r.oid, r.rolname, r.rolcanlogin
  from pg_roles r
  where r.rolname in (select u.login from auth.app_user u)
     or r.rolname in ('phano_owner', 'phano_ctx', 'phano_queue', 'phano_vault', 'phano_operator', 'phano_host',
       'phano_custodian', 'phano_worker', 'phano_dispatcher')
)
select line from (
  select 1, rolname, format(
    'do $$ begin create role %1$I %2$s; exception when duplicate_object then null; end $$;', rolname,
    case when rolname in ('phano_worker', 'phano_dispatcher') then 'login noinherit'
      when rolcanlogin then 'login' else 'nologin' end)
  from ours
  union all
  select 2, member.rolname, format('grant %I to %I;', role.rolname, member.rolname)
  from pg_auth_members m
  join ours role on role.oid = m.roleid
  join ours member on member.oid = m.member
) lines (step, name, line)
order by step, name, line;
SQL
for draft in "${drafts[@]}"; do
  sync "$draft"
  mv "$draft" "${draft%.part}"
  echo "${draft%.part}"
done
find "$data" -maxdepth 1 -name 'phano-*Z.*' -mtime "+${PHANO_BACKUP_KEEP_DAYS:-30}" -delete
find "$keys" -maxdepth 1 -name 'phano-*Z.keys.dump' -mtime "+${PHANO_KEYS_KEEP_DAYS:-7}" -delete
