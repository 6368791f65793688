#!/usr/bin/env bash
# How cost grows with the data: a table on standard output, a plot for each part in docs/images/.
#   bench/growth.sh                     every part; some 15 minutes, most of them to make 10^6 prompts
#   bench/growth.sh likes               a like on a prompt with 10, 10^4 and 10^6 likes, SQLite and PostgreSQL
#   bench/growth.sh search start memory these parts, on one grid that grows
#   bench/growth.sh search --max 100000 not beyond 10^5 prompts
# The prompts are made by combining the rows of corpus.jsonl in the folder BENCH_DATA (default ../shared/data).
set -euo pipefail
cd "$(dirname "$0")/.."
export BENCH_DATA="${BENCH_DATA:-../shared/data}"
if ! command -v wrk >/dev/null; then
  echo "wrk is needed: apt-get install wrk" >&2
  exit 1
fi
for project in Api Cli bench/Driver; do
  dotnet build "$project" -c Release -v quiet --nologo >&2
done
exec dotnet run --no-build -c Release --project bench/Driver -- growth "$@"
