-- Times are microseconds since the Unix epoch. Text compares byte by byte.

CREATE TABLE ledger_settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Bodies are long: a rowid table keeps them out of the tree that is searched by id.
CREATE TABLE documents (
    id TEXT PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    updated_at INTEGER NOT NULL
);

-- Apart from documents, so that a like never rewrites a large body.
CREATE TABLE counters (
    entity TEXT NOT NULL,
    name TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (entity, name)
) WITHOUT ROWID;

CREATE TABLE unique_keys (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    entity TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;

-- Kinds are few: with the source first, one comparison decides nearly every step of a search.
CREATE TABLE edges (
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (source, kind, target)
) WITHOUT ROWID;

-- Read backwards it lists the newest edges of a target first; it holds every column, so the table itself is not visited.
-- There is no such index by source: a random page per like is what a like costs here, and a third tree would cost half as
-- much again. The edges of one source lie together in the table and are sorted when they are listed.
CREATE INDEX edges_to ON edges (target, kind, at, source);

CREATE TABLE ledger_heads (
    partition INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL
);

CREATE TABLE events (
    partition INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    name TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    subject TEXT NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (partition, sequence)
) WITHOUT ROWID;

CREATE TABLE operations (
    id TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    result TEXT NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX operations_at ON operations (at);

CREATE TABLE checkpoints (
    projection TEXT NOT NULL,
    partition INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (projection, partition)
) WITHOUT ROWID;

CREATE TABLE dead_letters (
    projection TEXT NOT NULL,
    partition INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    event_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (projection, partition, sequence)
) WITHOUT ROWID;

-- A cleared state keeps its row without a body: its versions go on, so that an old etag never matches a new state.
CREATE TABLE grain_state (
    grain TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (grain, name)
) WITHOUT ROWID;

CREATE TABLE data_protection_keys (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    xml TEXT NOT NULL
);
