-- A ledger as release 1 left it: its schema, word for word, and a row of everything. Never changes.

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

CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL);
INSERT INTO schema_migrations (number, name, applied_at) VALUES (1, '001_ledger', '2026-11-21 00:00:00');

INSERT INTO ledger_settings (name, value) VALUES ('partitions', '2');
INSERT INTO ledger_heads (partition, sequence) VALUES (0, 3), (1, 0);

INSERT INTO documents (id, version, body, updated_at) VALUES
    ('prm_1', 2, '{"title":"Grüße 🦆"}', 1700000000000002),
    ('usr_1', 1, '{"handle":"ada"}', 1700000000000001);
INSERT INTO counters (entity, name, value) VALUES ('prm_1', 'likes', 2), ('prm_1', 'saves', 1);
INSERT INTO unique_keys (kind, key, entity) VALUES ('handle', 'ada', 'usr_1');
INSERT INTO edges (kind, source, target, at) VALUES
    ('like', 'usr_1', 'prm_1', 1700000000000003),
    ('like', 'usr_2', 'prm_1', 1700000000000004),
    ('save', 'usr_1', 'prm_1', 1700000000000005);
INSERT INTO events (partition, sequence, name, schema_version, subject, at, body) VALUES
    (0, 1, 'user.registered', 1, 'usr_1', 1700000000000001, '{}'),
    (0, 2, 'prompt.published', 1, 'prm_1', 1700000000000002, '{"n":1}'),
    (0, 3, 'prompt.likes-changed', 1, 'prm_1', 1700000000000004, '{"added":["usr_1","usr_2"],"removed":[]}');
INSERT INTO operations (id, fingerprint, result, at) VALUES ('usr_1:key', 'f', '"prm_1"', 4000000000000000);
INSERT INTO checkpoints (projection, partition, sequence) VALUES ('lineage', 0, 3);
INSERT INTO dead_letters (projection, partition, sequence, event_name, subject, reason, at) VALUES
    ('search', 0, 2, 'prompt.published', 'prm_1', 'FormatException', 1700000000000006);
INSERT INTO grain_state (grain, name, version, body) VALUES ('board/1', 'state', 7, '{"n":1}');
INSERT INTO data_protection_keys (id, xml) VALUES ('key-1', '<key/>');
