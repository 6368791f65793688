# syntax=docker/dockerfile:1
# Three images from one file:
#   docker build --target silo -t promptgrid-silo .
#   docker build --target api -t promptgrid-api .
#   docker build --target embedded -t promptgrid .     everything in one process
ARG DOTNET_VERSION=10.0

# The build runs on the builder's own processor: what it makes runs on any.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:${DOTNET_VERSION} AS sources
ENV CI=true DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
WORKDIR /src
COPY . .
# Owned by the user of the images, which have no shell to make a folder with.
RUN mkdir -p /data && chown 1654:1654 /data

FROM sources AS build-silo
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish Silo/Silo.csproj -c Release -p:Edition=Cluster -p:UseAppHost=false -o /app

FROM sources AS build-api
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish Api/Api.csproj -c Release -p:Edition=Cluster -p:UseAppHost=false -o /app

FROM sources AS build-embedded
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish Api/Api.csproj -c Release -p:Edition=Embedded -p:UseAppHost=false -o /app

# Chiseled: the runtime and nothing else; no shell, no package manager, not root.
FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET_VERSION}-noble-chiseled AS runtime
WORKDIR /app
# The base image's own port would be warned about beside ASPNETCORE_URLS.
ENV ASPNETCORE_HTTP_PORTS=
USER 1654:1654

FROM runtime AS silo
COPY --link --from=build-silo /app .
ENV ASPNETCORE_URLS=http://+:8081
EXPOSE 8081 11111 30000
HEALTHCHECK --interval=15s --timeout=6s --start-period=90s --start-interval=3s --retries=3 CMD ["dotnet", "PromptGrid.Silo.dll", "health"]
ENTRYPOINT ["dotnet", "PromptGrid.Silo.dll"]

FROM runtime AS api
COPY --link --from=build-api /app .
# For imports on their way in, and for uploaded images where a volume is shared.
COPY --link --from=sources --chown=1654:1654 /data /data
ENV ASPNETCORE_URLS=http://+:8080 \
    PROMPTGRID_DATA=/data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=6s --start-period=90s --start-interval=3s --retries=3 CMD ["dotnet", "PromptGrid.Api.dll", "health"]
ENTRYPOINT ["dotnet", "PromptGrid.Api.dll"]

FROM runtime AS embedded
COPY --link --from=build-embedded /app .
COPY --link --from=sources --chown=1654:1654 /data /data
ENV ASPNETCORE_URLS=http://+:8080 \
    PROMPTGRID_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --start-interval=3s --retries=3 CMD ["dotnet", "PromptGrid.Api.dll", "health"]
ENTRYPOINT ["dotnet", "PromptGrid.Api.dll"]
