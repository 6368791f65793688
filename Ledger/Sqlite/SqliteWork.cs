using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>A small write that is not a write set, such as a checkpoint. It shares a lane's transaction, because SQLite has
/// one writer: a second connection would only wait for the first.</summary>
internal abstract class SqliteWork : LaneItem
{
    public abstract void Run(SqliteSession session);
}

/// <summary>A <see cref="SqliteWork"/> with a result.</summary>
internal sealed class SqliteWork<T>(Func<SqliteSession, T> work) : SqliteWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Task => _done.Task;

    public override void Run(SqliteSession session) => _result = work(session);

    public override void Fail(Exception failure) => _done.SetException(failure);

    public override void Complete() => _done.SetResult(_result);
}
