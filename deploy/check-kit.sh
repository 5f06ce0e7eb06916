#!/usr/bin/env bash
# Checks what lies here for running phano in production, as far as this machine can: units, manifests, image, rules,
# dashboard. What cannot be checked for want of a tool is said.
#
#   deploy/check-kit.sh                     all that takes no worker
#   deploy/check-kit.sh --worker HOST:PORT  each query too, on a real Prometheus that scrapes that worker's metrics
set -euo pipefail
source "$(dirname "$0")/lib.sh"
deploy=$root/deploy

worker=
case ${1:-} in
  "") ;;
  --worker) [ $# -eq 2 ] || die "--worker needs an address" "deploy/check-kit.sh --worker 127.0.0.1:9464" 64; worker=$2 ;;
  -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) die "unknown option '$1'" "deploy/check-kit.sh --help" 64 ;;
esac

need_packages prometheus python3 python3-venv binutils
scratch=$(mktemp -d "${TMPDIR:-/tmp}/phano-kit.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
skip() { printf 'not checked: %s\n' "$*"; }

say "Units"
if command -v systemd-analyze >/dev/null; then
  units=$scratch/units/etc/systemd/system
  mkdir -p "$units/phano-worker@.service.d"
  cp -r "$deploy"/systemd/* "$units"
  # As strict as the site's example leaves it, too.
  mv "$units/site.conf" "$units/phano-worker@.service.d/site.conf"
  for unit in phano-worker@9464 phano-audit-head@example phano-backup; do
    # The threshold is in tenths: 1.5 of 10.
    systemd-analyze security --root="$scratch/units" --offline=true --threshold=15 --no-pager "$unit.service" |
      tail -n 1 | sed 's/[^ -~]*//g'
  done
  # Programs that are not installed here are no fault of the units.
  sed -i 's|^ExecStart=/usr/local/[^ ]*|ExecStart=/bin/true|; s|^Documentation=.*||' "$units"/*.service
  if SYSTEMD_UNIT_PATH="$units:" systemd-analyze verify "$units"/phano-backup.{service,timer} \
    "$units/phano-worker@9464.service" "$units"/phano-audit-head@example.{service,timer} 2>"$scratch/verify"; then
    [ ! -s "$scratch/verify" ] || { cat "$scratch/verify"; exit 1; }
    echo "systemd-analyze verify finds nothing"
  elif grep -q 'bus\|Failed to initialize manager' "$scratch/verify"; then
    skip "the units' wording, since systemd-analyze verify does not work on this machine"
  else
    cat "$scratch/verify"
    exit 1
  fi
else
  skip "units, since there is no systemd-analyze"
fi

say "Prometheus"
(
  cd "$deploy/prometheus"
  promtool check config --syntax-only prometheus.yaml
  promtool check rules phano.rules.yaml
  promtool test rules phano.rules.test.yaml
)
"$deploy/check-queries.py"
[ -z "$worker" ] || "$deploy/check-queries.py" --run "$worker"

say "Manifests"
if python3 -m venv "$scratch/venv" && "$scratch/venv/bin/pip" install -q --disable-pip-version-check \
  'kubernetes-validate==1.37.*' pyyaml 2>"$scratch/pip"; then
  if command -v kubectl >/dev/null && kubectl kustomize "$deploy/kubernetes/overlays/example" >"$scratch/all.yaml"; then
    what="the example overlay"
  else
    # Without kustomize the parts themselves, which lack what the overlay adds.
    what="the base, unkustomized"
    for file in "$deploy"/kubernetes/base/*.yaml; do
      case $file in */kustomization.yaml) ;; *) cat "$file"; echo "---" ;; esac
    done >"$scratch/all.yaml"
  fi
  "$scratch/venv/bin/python" - "$scratch/all.yaml" "$scratch/core.yaml" <<'PYTHON'
import sys, yaml
documents = [document for document in yaml.safe_load_all(open(sys.argv[1])) if document]
ours = [document for document in documents if "keda.sh" not in document["apiVersion"]]
yaml.safe_dump_all(ours, open(sys.argv[2], "w"))
workload = next(document for document in documents if document["kind"] == "Deployment")["spec"]["template"]["spec"]
arguments = workload["containers"][0]["args"]
grace = int(arguments[arguments.index("--grace") + 1])
assert 120 < grace < workload["terminationGracePeriodSeconds"], "the grace period must outlast a call, and the pod must outlast it"
PYTHON
  "$scratch/venv/bin/kubernetes-validate" --strict --quiet -k 1.32 "$scratch/core.yaml"
  echo "kubernetes-validate takes $what"
  skip "KEDA's two objects, whose schema is not Kubernetes' own"
  "$scratch/venv/bin/python" -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' "$deploy/compose.yaml"
else
  skip "manifests, since pip could not install kubernetes-validate: $(tail -n 1 "$scratch/pip")"
fi

say "Image"
if docker compose version >/dev/null 2>&1; then
  docker compose -f "$deploy/compose.yaml" config -q
else
  skip "compose.yaml beyond its being YAML, since there is no docker compose"
fi
phano=$root/.build/release/phano
if [ -x "$phano" ]; then
  # What the program is linked to and is not Swift's, which the image links statically, must be in the image.
  missing=
  installed=" $(sed -n '/^FROM debian/,$p' "$deploy/Dockerfile" | tr -s '[:space:]' ' ') "
  for library in $(readelf -d "$phano" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -v -i 'swift\|foundation\|dispatch\|blocks'); do
    path=$(ldd "$phano" | awk -v name="$library" '$1 == name { print $3 }')
    [ -n "$path" ] || continue
    package=$(dpkg-query -S "$(realpath "$path")" "$path" "/usr$path" 2>/dev/null | head -n 1 | cut -d: -f1) || true
    case $package in
      libc6 | libgcc-s1 | libglib2.0-0*) ;; # part of every Debian, or of what gmime brings along
      *) [[ $installed == *" ${package%t64} "* ]] || missing+=" $package ($library)" ;;
    esac
  done
  [ -z "$missing" ] || die "the image lacks$missing" "add it to the second stage of deploy/Dockerfile" 1
  echo "the image has every library that the program is linked to"
else
  skip "the image's libraries, since there is no release build"
fi
skip "the image's build, since no container can be built here: docker build -f deploy/Dockerfile ."
