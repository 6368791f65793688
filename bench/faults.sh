#!/usr/bin/env bash
# Breaks things around a real server under load, and checks from outside that nothing answered is lost or counted twice.
#   bench/faults.sh                       every case; under 8 minutes
#   bench/faults.sh kill-sqlite clock     some cases
#   bench/faults.sh --seed 42             the same decisions as a run that printed this seed
set -euo pipefail
cd "$(dirname "$0")/.."
for project in Api Cli bench/Faults; do
  dotnet build "$project" -c Release -v quiet --nologo
done
exec artifacts/Embedded/bin/Faults/release/PromptGrid.Faults "$@"
