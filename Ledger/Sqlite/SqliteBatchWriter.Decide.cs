namespace PromptGrid.Ledger.Sqlite;

/// <summary>
/// Operations, keys and documents. The transaction holds the database's only write lock, so what a check has read cannot
/// change before the write: a set is checked whole and then written whole, and nothing ever has to be undone.
/// </summary>
internal sealed partial class SqliteBatchWriter
{
    private readonly SqliteStatement _readOperation = session.Prepare(
        "SELECT fingerprint, result FROM operations WHERE id = ?1 AND at >= ?2");

    private readonly SqliteStatement _writeOperation = session.Prepare(
        "INSERT OR REPLACE INTO operations (id, fingerprint, result, at) VALUES (?1, ?2, ?3, ?4)");

    private readonly SqliteStatement _readKey = session.Prepare(
        "SELECT entity FROM unique_keys WHERE kind = ?1 AND key = ?2");

    private readonly SqliteStatement _claimKey = session.Prepare(
        "INSERT INTO unique_keys (kind, key, entity) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");

    private readonly SqliteStatement _releaseKey = session.Prepare(
        "DELETE FROM unique_keys WHERE kind = ?1 AND key = ?2 AND entity = ?3");

    private readonly SqliteStatement _readVersion = session.Prepare("SELECT version FROM documents WHERE id = ?1");

    private readonly SqliteStatement _insertDocument = session.Prepare(
        "INSERT INTO documents (id, version, body, updated_at) VALUES (?1, 1, ?2, ?3)");

    private readonly SqliteStatement _updateDocument = session.Prepare(
        "UPDATE documents SET version = version + 1, body = ?2, updated_at = ?3 WHERE id = ?1");

    private readonly SqliteStatement _deleteDocument = session.Prepare("DELETE FROM documents WHERE id = ?1");

    private readonly SqliteStatement _deleteCounters = session.Prepare("DELETE FROM counters WHERE entity = ?1");

    private CommitOutcome? Decide(WriteSet set, long at)
    {
        if (CheckOperation(set.Operation, at) is { } repeated)
            return repeated;
        if (CheckKeys(set) is { } taken)
            return taken;
        if (CheckDocuments(set) is { } conflict)
            return conflict;

        if (set.Operation is { } operation)
            _writeOperation.Bind(1, operation.Id).Bind(2, operation.Fingerprint).Bind(3, operation.Result).Bind(4, at).Run();
        foreach (ref readonly var key in set.Keys.AsSpan())
            (key.Release ? _releaseKey : _claimKey).Bind(1, key.Kind).Bind(2, key.Key).Bind(3, key.Entity).Run();
        foreach (ref readonly var document in set.Documents.AsSpan())
            WriteDocument(document, at);
        return null;
    }

    private CommitOutcome? CheckOperation(Operation? operation, long at)
    {
        if (operation is null)
            return null;
        _readOperation.Bind(1, operation.Id).Bind(2, at - _retention);
        if (!_readOperation.Step())
            return null;
        CommitOutcome outcome = _readOperation.Text(0) == operation.Fingerprint
            ? new CommitOutcome.AlreadyDone(_readOperation.Text(1))
            : new CommitOutcome.OperationMismatch();
        _readOperation.Reset();
        return outcome;
    }

    private CommitOutcome.KeyTaken? CheckKeys(WriteSet set)
    {
        foreach (ref readonly var key in set.Keys.AsSpan())
        {
            if (key.Release)
                continue;
            _readKey.Bind(1, key.Kind).Bind(2, key.Key);
            if (!_readKey.Step())
                continue;
            var holder = _readKey.Text(0);
            _readKey.Reset();
            if (holder != key.Entity)
                return new CommitOutcome.KeyTaken(key.Kind, key.Key);
        }

        return null;
    }

    private CommitOutcome.VersionConflict? CheckDocuments(WriteSet set)
    {
        foreach (ref readonly var document in set.Documents.AsSpan())
        {
            if ((_readVersion.Bind(1, document.Id).RunForInt64() ?? 0) != document.ExpectedVersion)
                return new CommitOutcome.VersionConflict(document.Id);
        }

        return null;
    }

    private void WriteDocument(in DocumentWrite document, long at)
    {
        if (document.Body is null)
        {
            _deleteDocument.Bind(1, document.Id).Run();
            _deleteCounters.Bind(1, document.Id).Run();
        }
        else if (document.ExpectedVersion == 0)
        {
            _insertDocument.Bind(1, document.Id).Bind(2, document.Body).Bind(3, at).Run();
        }
        else
        {
            _updateDocument.Bind(1, document.Id).Bind(2, document.Body).Bind(3, at).Run();
        }
    }
}
