using Npgsql;
using PromptGrid.Ledger.Lanes;
using static PromptGrid.Ledger.Postgres.PostgresParameters;

namespace PromptGrid.Ledger.Postgres;

/// <summary>
/// Operations, keys and documents: written optimistically for all sets of the batch at once. When some are refused, the
/// transaction is rolled back and begins again without them.
/// </summary>
internal sealed partial class PostgresBatchWriter
{
    private const string InsertOperations = """
        INSERT INTO operations AS o (id, fingerprint, result, at)
        SELECT u.id, u.fingerprint, u.result, $4
        FROM unnest($1, $2, $3) WITH ORDINALITY AS u(id, fingerprint, result, n) ORDER BY u.n
        ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, result = excluded.result, at = excluded.at
        WHERE o.at < $5 RETURNING id
        """;

    private const string SelectOperations = "SELECT id, fingerprint, result FROM operations WHERE id = ANY($1)";

    // Claiming what one holds already is a success: the row is returned as if it had been inserted.
    private const string ClaimKeys = """
        INSERT INTO unique_keys AS k (kind, key, entity)
        SELECT u.kind, u.key, u.entity FROM unnest($1, $2, $3) WITH ORDINALITY AS u(kind, key, entity, n) ORDER BY u.n
        ON CONFLICT (kind, key) DO UPDATE SET entity = excluded.entity WHERE k.entity = excluded.entity RETURNING kind, key
        """;

    private const string ReleaseKeys = """
        DELETE FROM unique_keys k USING unnest($1, $2, $3) AS u(kind, key, entity)
        WHERE k.kind = u.kind AND k.key = u.key AND k.entity = u.entity
        """;

    private const string InsertDocuments = """
        INSERT INTO documents (id, version, body, updated_at)
        SELECT u.id, 1, u.body, $3 FROM unnest($1, $2) WITH ORDINALITY AS u(id, body, n) ORDER BY u.n
        ON CONFLICT DO NOTHING RETURNING id
        """;

    private const string UpdateDocuments = """
        UPDATE documents d SET version = d.version + 1, body = u.body, updated_at = $4
        FROM unnest($1, $2, $3) AS u(id, version, body) WHERE d.id = u.id AND d.version = u.version RETURNING d.id
        """;

    private const string DeleteDocuments = """
        DELETE FROM documents d USING unnest($1, $2) AS u(id, version)
        WHERE d.id = u.id AND d.version = u.version RETURNING d.id
        """;

    private const string DeleteCounters = "DELETE FROM counters WHERE entity = ANY($1)";

    private static Conditional Collect(List<PendingCommit> commits)
    {
        var conditional = new Conditional();
        foreach (var commit in commits)
        {
            if (!commit.IsConditional)
                continue;
            if (commit.Set.Operation is { } operation)
                conditional.Operations.Add((operation, commit));
            foreach (ref readonly var key in commit.Set.Keys.AsSpan())
                (key.Release ? conditional.Releases : conditional.Claims).Add((key, commit));
            foreach (ref readonly var document in commit.Set.Documents.AsSpan())
            {
                (document.Body is null ? conditional.Deletes
                    : document.ExpectedVersion == 0 ? conditional.Inserts : conditional.Updates).Add((document, commit));
            }
        }

        conditional.Sort();
        return conditional;
    }

    private void AddConditional(NpgsqlBatch trip, Conditional conditional, long at)
    {
        var commands = trip.BatchCommands;
        if (conditional.Operations is { Count: > 0 } operations)
        {
            commands.Add(Command(
                InsertOperations,
                Texts([.. operations.Select(o => o.Write.Id)]),
                Texts([.. operations.Select(o => o.Write.Fingerprint)]),
                Texts([.. operations.Select(o => o.Write.Result)]),
                Number(at),
                Number(at - _retention)));
        }

        if (conditional.Claims.Count > 0)
            commands.Add(KeyCommand(ClaimKeys, conditional.Claims));
        if (conditional.Releases.Count > 0)
            commands.Add(KeyCommand(ReleaseKeys, conditional.Releases));
        if (conditional.Inserts is { Count: > 0 } inserts)
            commands.Add(Command(InsertDocuments, Ids(inserts), Bodies(inserts), Number(at)));
        if (conditional.Updates is { Count: > 0 } updates)
            commands.Add(Command(UpdateDocuments, Ids(updates), Versions(updates), Bodies(updates), Number(at)));
        if (conditional.Deletes is { Count: > 0 } deletes)
        {
            commands.Add(Command(DeleteDocuments, Ids(deletes), Versions(deletes)));
            commands.Add(Command(DeleteCounters, Ids(deletes)));
        }
    }

    private static NpgsqlBatchCommand KeyCommand(string sql, List<(KeyWrite Write, PendingCommit Commit)> keys) => Command(
        sql,
        Texts([.. keys.Select(k => k.Write.Kind)]),
        Texts([.. keys.Select(k => k.Write.Key)]),
        Texts([.. keys.Select(k => k.Write.Entity)]));

    private static NpgsqlParameter Ids(List<(DocumentWrite Write, PendingCommit Commit)> documents) =>
        Texts([.. documents.Select(d => d.Write.Id)]);

    private static NpgsqlParameter Bodies(List<(DocumentWrite Write, PendingCommit Commit)> documents) =>
        Texts([.. documents.Select(d => d.Write.Body!)]);

    private static NpgsqlParameter Versions(List<(DocumentWrite Write, PendingCommit Commit)> documents) =>
        Numbers([.. documents.Select(d => d.Write.ExpectedVersion)]);

    // Returns whether anything was refused. The first reason in the order operation, keys, documents counts, and among
    // several keys or documents the first in the set's own order; an operation's answer is read later.
    private static bool ReadConditional(NpgsqlDataReader reader, Conditional conditional)
    {
        conditional.Repeated = ReadRefused(reader, conditional.Operations, static write => (write.Id, ""));
        var claims = ReadRefused(reader, conditional.Claims, static write => (write.Kind, write.Key));
        var documents = ReadRefused(reader, conditional.Inserts, static write => (write.Id, ""));
        documents.AddRange(ReadRefused(reader, conditional.Updates, static write => (write.Id, "")));
        documents.AddRange(ReadRefused(reader, conditional.Deletes, static write => (write.Id, "")));

        var keysTaken = claims.Select(claim => claim.Write).ToHashSet();
        foreach (var (_, commit) in claims)
        {
            var first = commit.Set.Keys.First(keysTaken.Contains);
            commit.Outcome ??= new CommitOutcome.KeyTaken(first.Kind, first.Key);
        }

        var documentsStale = documents.Select(document => document.Write.Id).ToHashSet();
        foreach (var (_, commit) in documents)
        {
            var first = commit.Set.Documents.First(document => documentsStale.Contains(document.Id));
            commit.Outcome ??= new CommitOutcome.VersionConflict(first.Id);
        }

        return conditional.Repeated.Count + claims.Count + documents.Count > 0;
    }

    // Each statement returns the rows that it could write; who is missing is refused.
    private static List<(TWrite Write, PendingCommit Commit)> ReadRefused<TWrite>(
        NpgsqlDataReader reader, List<(TWrite Write, PendingCommit Commit)> asked, Func<TWrite, (string, string)> nameOf)
    {
        if (asked.Count == 0)
            return [];
        var written = ReadNames(reader);
        return written.Count == asked.Count ? [] : asked.FindAll(one => !written.Contains(nameOf(one.Write)));
    }

    private static HashSet<(string, string)> ReadNames(NpgsqlDataReader reader)
    {
        var names = new HashSet<(string, string)>();
        while (reader.Read())
            names.Add((reader.GetString(0), reader.FieldCount > 1 ? reader.GetString(1) : ""));
        reader.NextResult();
        return names;
    }

    // The transaction still holds the rows that stood in the way: they are what refused the sets.
    private void ReadOperations(Conditional conditional)
    {
        if (conditional.Repeated.Count == 0)
            return;
        using var trip = NewTrip();
        trip.BatchCommands.Add(Command(SelectOperations, Texts([.. conditional.Repeated.Select(operation => operation.Write.Id)])));
        using var reader = trip.ExecuteReader();
        var stored = new Dictionary<string, (string Fingerprint, string Result)>();
        while (reader.Read())
            stored.Add(reader.GetString(0), (reader.GetString(1), reader.GetString(2)));
        foreach (var (operation, commit) in conditional.Repeated)
        {
            var (fingerprint, result) = stored[operation.Id];
            commit.Outcome = fingerprint == operation.Fingerprint
                ? new CommitOutcome.AlreadyDone(result)
                : new CommitOutcome.OperationMismatch();
        }
    }

    /// <summary>What the sets of a batch make depend on something, in the order in which rows are locked.</summary>
    private sealed class Conditional
    {
        public readonly List<(Operation Write, PendingCommit Commit)> Operations = [];
        public readonly List<(KeyWrite Write, PendingCommit Commit)> Claims = [];
        public readonly List<(KeyWrite Write, PendingCommit Commit)> Releases = [];
        public readonly List<(DocumentWrite Write, PendingCommit Commit)> Inserts = [];
        public readonly List<(DocumentWrite Write, PendingCommit Commit)> Updates = [];
        public readonly List<(DocumentWrite Write, PendingCommit Commit)> Deletes = [];
        public List<(Operation Write, PendingCommit Commit)> Repeated = [];

        public void Sort()
        {
            Operations.Sort((x, y) => string.CompareOrdinal(x.Write.Id, y.Write.Id));
            Claims.Sort((x, y) => CompareKeys(x.Write, y.Write));
            Releases.Sort((x, y) => CompareKeys(x.Write, y.Write));
            Inserts.Sort((x, y) => string.CompareOrdinal(x.Write.Id, y.Write.Id));
            Updates.Sort((x, y) => string.CompareOrdinal(x.Write.Id, y.Write.Id));
            Deletes.Sort((x, y) => string.CompareOrdinal(x.Write.Id, y.Write.Id));
        }

        private static int CompareKeys(in KeyWrite x, in KeyWrite y)
        {
            var kind = string.CompareOrdinal(x.Kind, y.Kind);
            return kind != 0 ? kind : string.CompareOrdinal(x.Key, y.Key);
        }
    }
}
