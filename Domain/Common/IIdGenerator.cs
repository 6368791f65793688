namespace PromptGrid.Domain.Common;

/// <summary>Makes ids. Injectable, so that a run can be replayed.</summary>
public interface IIdGenerator
{
    /// <summary>A new id of a kind (see <see cref="EntityIds"/>); unique, and later ids sort after earlier ones to the
    /// millisecond.</summary>
    string New(string prefix);
}

/// <summary>Ids from the clock and the operating system's randomness.</summary>
public sealed class IdGenerator(TimeProvider time) : IIdGenerator
{
    public string New(string prefix) => EntityIds.Format(prefix, Guid.CreateVersion7(time.GetUtcNow()));
}
