-- Times are microseconds since the Unix epoch. Text compares byte by byte (collation C), as it does on SQLite.

CREATE TABLE ledger_settings (
    name text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE documents (
    id text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    body text NOT NULL,
    updated_at bigint NOT NULL
);

-- Apart from documents, so that a like never rewrites a large body. Room in each page keeps updates in place.
CREATE TABLE counters (
    entity text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (entity, name)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE unique_keys (
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    entity text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, key)
);

-- Kinds are few: with the source first, one comparison decides nearly every step of a search.
CREATE TABLE edges (
    kind text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    target text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (source, kind, target)
);

-- Read backwards these list the newest first; they hold every column, so most lists need the index alone.
CREATE INDEX edges_from ON edges (source, kind, at, target);
CREATE INDEX edges_to ON edges (target, kind, at, source);

-- Rewritten by every commit: nearly empty pages keep each update in place.
CREATE TABLE ledger_heads (
    partition integer PRIMARY KEY,
    sequence bigint NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

CREATE TABLE events (
    partition integer NOT NULL,
    sequence bigint NOT NULL,
    name text NOT NULL,
    schema_version integer NOT NULL,
    subject text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (partition, sequence)
);

CREATE TABLE operations (
    id text COLLATE "C" PRIMARY KEY,
    fingerprint text NOT NULL,
    result text NOT NULL,
    at bigint NOT NULL
);

CREATE INDEX operations_at ON operations (at);

CREATE TABLE checkpoints (
    projection text COLLATE "C" NOT NULL,
    partition integer NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (projection, partition)
) WITH (fillfactor = 50);

CREATE TABLE dead_letters (
    projection text COLLATE "C" NOT NULL,
    partition integer NOT NULL,
    sequence bigint NOT NULL,
    event_name text NOT NULL,
    subject text NOT NULL,
    reason text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (projection, partition, sequence)
);

-- A cleared state keeps its row without a body: its versions go on, so that an old etag never matches a new state.
CREATE TABLE grain_state (
    grain text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    body text,
    PRIMARY KEY (grain, name)
);

CREATE TABLE data_protection_keys (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    xml text NOT NULL
);
