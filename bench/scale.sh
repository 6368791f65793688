#!/usr/bin/env bash
# One, two and three silos as processes of their own on this machine, an API node and a PostgreSQL: how much they do
# together, how many calls go from silo to silo, and what such a hop costs. It needs the Cluster edition; where the package
# sources lack Orleans, the build says so and nothing runs. Under three minutes. docs/operations/scaling.md has the figures.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v wrk >/dev/null; then
  echo "wrk is needed: apt-get install wrk" >&2
  exit 1
fi
for project in Api bench/Driver; do
  dotnet build "$project" -c Release -p:Edition=Cluster -v quiet --nologo
done
exec dotnet artifacts/Cluster/bin/Driver/release/PromptGrid.Driver.dll scale "$@"
