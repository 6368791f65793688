namespace PromptGrid.Ledger.Memory;

/// <summary>A ledger over <see cref="MemoryTables"/> with a lane on a thread, as a process has it open: what the
/// conformance tests run on. Grain states and keys are not kept here.</summary>
internal sealed class MemoryLedgerStore : ILedgerStore
{
    private readonly MemoryLane _lane;
    private readonly LedgerShape _shape = new();
    private readonly int _partitions;

    public MemoryLedgerStore(MemoryTables tables, LedgerContext context)
    {
        _partitions = tables.Partitions;
        _lane = new MemoryLane(tables, context);
        Ledger = new Lanes.LaneLedger([_lane], _shape);
        Reader = new LockedReader(tables);
        Checkpoints = new LockedCheckpoints(tables);
    }

    public ILedger Ledger { get; }

    public ILedgerReader Reader { get; }

    public ICheckpoints Checkpoints { get; }

    public IStateStore States => throw new NotSupportedException("A ledger in memory keeps no grain states.");

    public IKeyStore Keys => throw new NotSupportedException("A ledger in memory keeps no keys.");

    public Audit.ILedgerAudit Audit => throw new NotSupportedException("A ledger in memory is not audited.");

    public Erasure.ILedgerErasure Erasure => throw new NotSupportedException("A ledger in memory has no files to erase from.");

    public Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        if (!_shape.IsKnown)
        {
            _shape.Partitions = _partitions;
            _lane.Start();
        }

        return Task.CompletedTask;
    }

    public Task OpenReadOnlyAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A ledger in memory is opened to be written.");

    public Task DrainAsync() => _lane.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await DrainAsync();
        _lane.Dispose();
    }

    private sealed class LockedReader(MemoryTables tables) : MemoryReader(tables.Partitions)
    {
        protected override ValueTask<T> ReadAsync<T>(Func<MemoryTables, T> read, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (tables)
                return ValueTask.FromResult(read(tables));
        }
    }

    private sealed class LockedCheckpoints(MemoryTables tables) : ICheckpoints
    {
        public ValueTask<long> ReadAsync(string projection, int partition, CancellationToken cancellationToken = default)
        {
            lock (tables)
                return ValueTask.FromResult(tables.Checkpoints.GetValueOrDefault((projection, partition)));
        }

        public ValueTask WriteAsync(string projection, int partition, long sequence, bool reset = false, CancellationToken cancellationToken = default)
        {
            lock (tables)
                tables.WriteCheckpoint(projection, partition, sequence, reset);
            return ValueTask.CompletedTask;
        }

        public ValueTask AddDeadLetterAsync(DeadLetter letter, CancellationToken cancellationToken = default)
        {
            lock (tables)
                tables.AddDeadLetter(letter);
            return ValueTask.CompletedTask;
        }

        public ValueTask<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(string? projection, int limit, CancellationToken cancellationToken = default)
        {
            lock (tables)
                return ValueTask.FromResult<IReadOnlyList<DeadLetter>>(tables.ListDeadLetters(projection, limit));
        }

        public ValueTask ClearDeadLettersAsync(string projection, CancellationToken cancellationToken = default)
        {
            lock (tables)
                tables.DeadLetters.RemoveAll(letter => letter.Projection == projection);
            return ValueTask.CompletedTask;
        }
    }
}
