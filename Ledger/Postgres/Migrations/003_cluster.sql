-- What silos keep about each other, and the state of grains that is not the ledger's. Orleans' ADO.NET providers take the
-- text of each query from orleansquery under names of theirs, with parameters and result columns of theirs; the tables
-- behind them are ours. A cluster's rows are touched by its silos only: a ledger that has none leaves them empty.

CREATE TABLE orleansquery (
    querykey text COLLATE "C" PRIMARY KEY,
    querytext text NOT NULL
);

-- One row per cluster: whoever changes the list of silos moves the version on, and only from the one it read.
CREATE TABLE silo_lists (
    cluster text COLLATE "C" PRIMARY KEY,
    version integer NOT NULL
);

CREATE TABLE silos (
    cluster text COLLATE "C" NOT NULL REFERENCES silo_lists ON DELETE CASCADE,
    address text COLLATE "C" NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    name text NOT NULL,
    host text NOT NULL,
    status integer NOT NULL,
    gateway_port integer NOT NULL,
    suspected_by text,
    started_at timestamptz NOT NULL,
    alive_at timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
) WITH (fillfactor = 50);

-- A cleared state keeps its row without a body, so that an old version never matches a new state.
CREATE TABLE silo_grain_state (
    service text COLLATE "C" NOT NULL,
    grain_type text COLLATE "C" NOT NULL,
    key_high bigint NOT NULL,
    key_low bigint NOT NULL,
    key_text text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    body bytea,
    PRIMARY KEY (key_text, key_low, key_high, grain_type, service)
);

INSERT INTO orleansquery (querykey, querytext) VALUES
('InsertMembershipVersionKey', $query$
    WITH made AS (
        INSERT INTO silo_lists (cluster, version) VALUES (@DeploymentId, 0) ON CONFLICT DO NOTHING RETURNING version
    )
    SELECT EXISTS (SELECT FROM made)
$query$),
('MembershipReadAllKey', $query$
    SELECT l.version AS Version, s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName,
        s.host AS HostName, s.status AS Status, s.gateway_port AS ProxyPort, s.suspected_by AS SuspectTimes,
        s.started_at AS StartTime, s.alive_at AS IAmAliveTime
    FROM silo_lists l LEFT JOIN silos s ON s.cluster = l.cluster
    WHERE l.cluster = @DeploymentId
$query$),
('MembershipReadRowKey', $query$
    SELECT l.version AS Version, s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName,
        s.host AS HostName, s.status AS Status, s.gateway_port AS ProxyPort, s.suspected_by AS SuspectTimes,
        s.started_at AS StartTime, s.alive_at AS IAmAliveTime
    FROM silo_lists l
    LEFT JOIN silos s ON s.cluster = l.cluster AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
    WHERE l.cluster = @DeploymentId
$query$),
('GatewaysQueryKey', $query$
    SELECT address AS Address, gateway_port AS ProxyPort, generation AS Generation
    FROM silos WHERE cluster = @DeploymentId AND status = @Status AND gateway_port > 0
$query$),
('InsertMembershipKey', $query$
    WITH moved AS (
        UPDATE silo_lists SET version = version + 1
        WHERE cluster = @DeploymentId AND version = @Version AND NOT EXISTS (
            SELECT FROM silos
            WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING cluster
    ), joined AS (
        INSERT INTO silos (cluster, address, port, generation, name, host, status, gateway_port, started_at, alive_at)
        SELECT cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        FROM moved
        RETURNING port
    )
    SELECT EXISTS (SELECT FROM joined)
$query$),
('UpdateMembershipKey', $query$
    WITH moved AS (
        UPDATE silo_lists SET version = version + 1
        WHERE cluster = @DeploymentId AND version = @Version AND EXISTS (
            SELECT FROM silos
            WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING cluster
    ), changed AS (
        UPDATE silos s SET status = @Status, suspected_by = @SuspectTimes, alive_at = @IAmAliveTime
        FROM moved
        WHERE s.cluster = moved.cluster AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
        RETURNING s.port
    )
    SELECT EXISTS (SELECT FROM changed)
$query$),
('UpdateIAmAlivetimeKey', $query$
    UPDATE silos SET alive_at = @IAmAliveTime
    WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$query$),
('DeleteMembershipTableEntriesKey', $query$
    DELETE FROM silo_lists WHERE cluster = @DeploymentId
$query$),
-- 3 is a silo that serves.
('CleanupDefunctSiloEntriesKey', $query$
    DELETE FROM silos WHERE cluster = @DeploymentId AND alive_at < @IAmAliveTime AND status <> 3
$query$),
('ReadFromStorageKey', $query$
    SELECT body AS PayloadBinary, version AS Version FROM silo_grain_state
    WHERE key_text = coalesce(@GrainIdExtensionString, '') AND key_low = @GrainIdN1 AND key_high = @GrainIdN0
        AND grain_type = @GrainTypeString AND service = @ServiceId
$query$),
-- No row in the answer is what Orleans takes for a conflict.
('WriteToStorageKey', $query$
    WITH made AS (
        INSERT INTO silo_grain_state (service, grain_type, key_high, key_low, key_text, version, body)
        SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), 1, @PayloadBinary
        WHERE @GrainStateVersion IS NULL
        ON CONFLICT DO NOTHING
        RETURNING version
    ), changed AS (
        UPDATE silo_grain_state SET version = version + 1, body = @PayloadBinary
        WHERE key_text = coalesce(@GrainIdExtensionString, '') AND key_low = @GrainIdN1 AND key_high = @GrainIdN0
            AND grain_type = @GrainTypeString AND service = @ServiceId AND version = @GrainStateVersion
        RETURNING version
    )
    SELECT version AS NewGrainStateVersion FROM made UNION ALL SELECT version FROM changed
$query$),
('ClearStorageKey', $query$
    UPDATE silo_grain_state SET version = version + 1, body = NULL
    WHERE key_text = coalesce(@GrainIdExtensionString, '') AND key_low = @GrainIdN1 AND key_high = @GrainIdN0
        AND grain_type = @GrainTypeString AND service = @ServiceId AND version = @GrainStateVersion
    RETURNING version AS NewGrainStateVersion
$query$),
('DeleteStorageKey', $query$
    DELETE FROM silo_grain_state
    WHERE key_text = coalesce(@GrainIdExtensionString, '') AND key_low = @GrainIdN1 AND key_high = @GrainIdN0
        AND grain_type = @GrainTypeString AND service = @ServiceId AND version = @GrainStateVersion
    RETURNING version + 1 AS NewGrainStateVersion
$query$);
