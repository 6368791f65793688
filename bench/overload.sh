#!/usr/bin/env bash
# Gives PromptGrid three times the work it can take, over loopback, and shows what becomes of it: how much is accepted and
# how soon, how much is refused, the memory, and the time until all is normal again.
#   bench/overload.sh               SQLite, then PostgreSQL; under two minutes
#   bench/overload.sh sqlite        one of them
set -euo pipefail
cd "$(dirname "$0")/.."
for project in Api bench/Driver; do
  dotnet build "$project" -c Release -v quiet --nologo
done
exec dotnet run --no-build -c Release --project bench/Driver -- overload "$@"
