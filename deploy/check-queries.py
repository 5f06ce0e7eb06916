#!/usr/bin/env python3
"""Hold the dashboard and the alert rules against the metrics that there are.

    deploy/check-queries.py                    names and labels, against docs/metrics.md, which a test holds to the table
    deploy/check-queries.py --run HOST:PORT    each query too, on a Prometheus of our own that scrapes a worker there:
                                               it must work, and those of the dashboard must return something
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

DEPLOY = pathlib.Path(__file__).resolve().parent
# What Prometheus itself adds to every series.
EVERYWHERE = {"job", "instance", "le", "pod"}
WORDS = {
    "sum", "max", "min", "count", "by", "rate", "increase", "absent", "histogram_quantile", "or", "and", "vector", "time",
}


def table():
    """Each metric's labels, by the names under which it can be asked for."""
    metrics = {}
    for line in (DEPLOY.parent / "docs/metrics.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != 5 or not cells[0].startswith("`"):
            continue
        name, kind, labels = cells[0].strip("`"), cells[1], set(re.findall(r"`(\w+)`", cells[3]))
        for suffix in ("_bucket", "_sum", "_count") if kind == "histogram" else ("",):
            metrics[name + suffix] = labels
    return metrics


def queries():
    """Every query with the place where it stands; those of alerts are told apart."""
    dashboard = json.loads((DEPLOY / "grafana/phano.json").read_text(encoding="utf-8"))
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield f"dashboard, {panel['title']}", target["expr"], False
    rules = (DEPLOY / "prometheus/phano.rules.yaml").read_text(encoding="utf-8")
    for alert in re.split(r"^ *- alert: ", rules, flags=re.M)[1:]:
        block = re.search(r"^ *expr: (?:\|\n((?: {10}.*\n)+)|(.*)$)", alert, flags=re.M)
        yield f"rule, {alert.split()[0]}", (block[1] or block[2]).strip(), True


def problems(expression, metrics):
    """What a query names that there is not."""
    bare = re.sub(r'"[^"]*"', '""', expression)
    matchers = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"\"", bare))
    grouping = {label.strip() for group in re.findall(r"by\s*\(([^)]*)\)", bare) for label in group.split(",")}
    rest = re.sub(r"by\s*\([^)]*\)|\{[^}]*\}|\[[^\]]*\]|\b\d[\w.]*", " ", bare)
    names = {name for name in re.findall(r"[a-zA-Z_]\w*", rest) if name not in WORDS}
    for name in sorted(names - metrics.keys()):
        yield f"there is no metric {name}"
    known = EVERYWHERE.union(*(metrics.get(name, set()) for name in names))
    for label in sorted((matchers | grouping) - known):
        yield f"no metric of it has a label {label}"


def ask(port, expression):
    query = urllib.parse.urlencode({"query": expression.replace("$__rate_interval", "4s")})
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/query?{query}", timeout=10) as answer:
        return json.load(answer)["data"]["result"]


def run(worker, port):
    """Asks a real Prometheus that has scraped the worker at least thrice. Returns what went wrong."""
    found = []
    with tempfile.TemporaryDirectory(prefix="phano-prometheus.") as folder:
        config = pathlib.Path(folder, "prometheus.yaml")
        config.write_text(
            "global: { scrape_interval: 1s }\n"
            f'scrape_configs:\n  - job_name: phano\n    static_configs: [{{ targets: ["{worker}"] }}]\n')
        log = open(pathlib.Path(folder, "log"), "w+", encoding="utf-8")
        server = subprocess.Popen(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/data",
             f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"], stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    scrapes = ask(port, 'count_over_time(up{job="phano"}[1m])')
                    if scrapes and float(scrapes[0]["value"][1]) >= 4:
                        break
                except OSError:
                    pass
                if server.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    return [f"Prometheus did not scrape {worker}: {log.read()[-500:]}"]
                time.sleep(0.3)
            if ask(port, 'up{job="phano"} == 1') == []:
                return [f"Prometheus cannot scrape {worker}"]
            for place, expression, is_alert in queries():
                try:
                    result = ask(port, expression)
                except urllib.error.HTTPError as error:
                    found.append(f"{place}: {json.load(error)['error']}")
                    continue
                if not result and not is_alert:
                    found.append(f"{place}: no data")
        finally:
            server.terminate()
            server.wait()
    return found


def main():
    metrics = table()
    if not metrics:
        sys.exit("error: docs/metrics.md has no table")
    found = [f"{place}: {problem}" for place, expression, _ in queries() for problem in problems(expression, metrics)]
    if len(sys.argv) == 3 and sys.argv[1] == "--run" and not found:
        import socket
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        found = run(sys.argv[2], port)
    elif len(sys.argv) > 1 and not found:
        sys.exit(__doc__)
    for line in found:
        print(line)
    asked = sum(1 for _ in queries())
    print(f"{asked} queries, {len(found)} with a problem")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
