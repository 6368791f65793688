#!/usr/bin/env bash
# Compares PromptGrid with Kestrel alone and with a textbook service, on this machine, over loopback only.
#   bench/run.sh          every row four times, 4 s each; under 15 minutes
#   bench/quick.sh        every row with a floor four times, 1 s each; under 2 minutes
#   bench/quick.sh --only spread hot    those rows alone, 2 s each: prompt board spread few hot sqlite latencies
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v wrk >/dev/null; then
  echo "wrk is needed: apt-get install wrk" >&2
  exit 1
fi
# The driver brings the servers with it.
dotnet build bench/Driver -c Release -v quiet --nologo
exec artifacts/Embedded/bin/Driver/release/PromptGrid.Driver "${@:-full}"
