using System.Reflection;
using PromptGrid.Ledger;
using PromptGrid.Projections;

namespace PromptGrid.Api.Tests.Projections;

public sealed class LedgerTailTests
{
    [Theory]
    [InlineData(1, 40_000)]
    [InlineData(16, LedgerTail.EventsMin)]
    public async Task A_projection_that_is_as_far_behind_as_its_pace_lets_it_be_reads_from_memory(int partitions, int behind)
    {
        var (tail, ledger) = Begin(partitions);
        await tail.ReadAsync(0, 0, 1, default);
        var asked = ledger.Reads;
        for (var sequence = 1L; sequence <= 200_000; sequence += 10) tail.OnCommitted(Events(sequence, 10));

        var from = 200_000 - behind;
        while (from < 200_000)
        {
            var events = await tail.ReadAsync(0, from, 4_000, default);
            Assert.Equal(from + 1, events[0].Position.Sequence);
            from += events.Count;
        }

        Assert.Equal(asked, ledger.Reads);
    }

    [Fact]
    public async Task What_is_older_than_memory_comes_from_the_ledger_and_memory_stays_bounded()
    {
        var (tail, ledger) = Begin(partitions: 1);
        await tail.ReadAsync(0, 0, 1, default);
        for (var sequence = 1L; sequence <= 200_000; sequence += 10) tail.OnCommitted(Events(sequence, 10));

        var asked = ledger.Reads;
        var old = await tail.ReadAsync(0, 100_000, 500, default);
        Assert.Equal(asked + 1, ledger.Reads);
        Assert.Equal(Enumerable.Range(100_001, 500).Select(n => (long)n), old.Select(e => e.Position.Sequence));

        // What was read late does not push out what is new.
        Assert.Equal(200_000, Assert.Single(await tail.ReadAsync(0, 199_999, 10, default)).Position.Sequence);
        Assert.Equal(asked + 1, ledger.Reads);
    }

    private static (LedgerTail Tail, EventsOnly Ledger) Begin(int partitions)
    {
        var reader = DispatchProxy.Create<ILedgerReader, EventsOnly>();
        var ledger = (EventsOnly)reader;
        ledger.Partitions = partitions;
        return (new LedgerTail(reader), ledger);
    }

    private static List<LedgerEvent> Events(long first, int count) =>
        [.. Enumerable.Range(0, count).Select(n => new LedgerEvent(new LedgerPosition(0, first + n), "test", 1, "p", DateTimeOffset.UnixEpoch, "{}"))];

    /// <summary>A ledger of one long partition that counts how often it is asked for events.</summary>
    public class EventsOnly : DispatchProxy
    {
        public int Partitions { get; set; }

        public int Reads { get; private set; }

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == "get_" + nameof(ILedgerReader.PartitionCount)) return Partitions;
            if (targetMethod.Name != nameof(ILedgerReader.ReadEventsAsync)) throw new NotSupportedException(targetMethod.Name);
            Reads++;
            return ValueTask.FromResult<IReadOnlyList<LedgerEvent>>(Events((long)args![1]! + 1, (int)args[2]!));
        }
    }
}
