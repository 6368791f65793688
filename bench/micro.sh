#!/usr/bin/env bash
# Micro-benchmarks of the hot parts, a short job each; under 3 minutes.
#   bench/micro.sh                        all of them
#   bench/micro.sh --filter '*Token*'     some
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build bench/Micro -c Release -v quiet --nologo >&2
exec dotnet run --no-build -c Release --project bench/Micro -- "$@"
