#!/usr/bin/env bash
# Builds with warnings as errors, checks the format and runs every test: what CI runs.
#   ./build.sh            the Embedded edition (the default)
#   EDITION=Cluster ./build.sh
set -euo pipefail
cd "$(dirname "$0")"
export CI=true DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
edition=${EDITION:-Embedded}

dotnet restore PromptGrid.sln -p:Edition="$edition"
dotnet build PromptGrid.sln --no-restore -c Release -p:Edition="$edition"
dotnet format whitespace PromptGrid.sln --no-restore --verify-no-changes
dotnet test PromptGrid.sln --no-build -c Release -p:Edition="$edition" "$@"
