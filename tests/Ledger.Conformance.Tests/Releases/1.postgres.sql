-- A ledger as release 1 left it: its schema, word for word, and a row of everything. Never changes.

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

CREATE TABLE schema_migrations (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
INSERT INTO schema_migrations (number, name) VALUES (1, '001_ledger');

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
