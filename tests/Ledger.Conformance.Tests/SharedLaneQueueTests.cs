using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Conformance.Tests;

public sealed class SharedLaneQueueTests
{
    private const int Partitions = 4;

    [Fact]
    public void One_writer_that_keeps_up_takes_everything_in_the_order_of_arrival()
    {
        using var queue = new SharedLaneQueue(capacity: 100, lanes: 1);
        var arrived = Enumerable.Range(0, SharedLaneQueue.ShareMin).Select(n => Add(queue, n % Partitions)).ToList();
        Assert.Equal(arrived, Take(queue, 1));
        Assert.Equal(arrived.Count, queue.Length);
        queue.Left(arrived.Count);
        Assert.Equal(0, queue.Length);
    }

    [Fact]
    public async Task A_second_writer_waits_until_enough_waits_for_a_transaction_of_its_own()
    {
        using var queue = new SharedLaneQueue(capacity: 100, lanes: 1);
        var even = Fill(queue, 0);
        var odd = Fill(queue, 1);
        Assert.Equal(even, Take(queue, 0));

        // The first one left the other share alone, since it is worth a transaction.
        Assert.Equal(odd, Take(queue, 1));

        // What comes for the first share meanwhile is not enough, and what comes for the other is with somebody.
        var second = Task.Run(() => Take(queue, 1));
        var late = Enumerable.Range(0, SharedLaneQueue.ShareMin - 1).Select(_ => Add(queue, 2)).ToList();
        await Task.Delay(50);
        Assert.Equal(late, Take(queue, 0));
        Assert.False(second.IsCompleted);

        // Now both shares are with the first, which has to come back before anybody goes on.
        var more = Fill(queue, 3);
        await Task.Delay(50);
        Assert.False(second.IsCompleted);
        queue.GiveBack(0);
        Assert.Equal(more, await second.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_writer_with_items_left_keeps_its_shares()
    {
        using var queue = new SharedLaneQueue(capacity: 100, lanes: 1);
        var items = new Queue<LaneItem>();
        var first = Add(queue, 0);
        var left = Add(queue, 1);
        Assert.True(queue.Take(0, items));
        Assert.Same(first, items.Dequeue());

        var next = Add(queue, 1);
        Assert.True(queue.Take(0, items));
        Assert.Equal([left, next], items);
    }

    [Fact]
    public void What_does_not_fit_or_comes_too_late_is_refused()
    {
        using var queue = new SharedLaneQueue(capacity: 2, lanes: 1);
        var accepted = new[] { Add(queue, 0), Add(queue, 1) };
        Assert.Equal(Admission.Full, queue.TryEnqueue(PendingCommit.Rent(Sets.Liking("u", "p"), 0)));
        queue.Close();
        Assert.Equal(Admission.Closed, queue.TryEnqueue(PendingCommit.Rent(Sets.Liking("u", "p"), 0)));
        Assert.Equal(accepted, Take(queue, 0));
        Assert.False(queue.Take(0, new Queue<LaneItem>()));
        Assert.False(queue.Take(1, new Queue<LaneItem>()));
    }

    [Fact]
    public async Task However_two_writers_divide_it_each_partition_stays_in_order_and_with_one_of_them()
    {
        const int each = 20_000;
        using var queue = new SharedLaneQueue(capacity: 500, lanes: 1);
        var numbers = new Dictionary<LaneItem, int>();
        var taken = Enumerable.Range(0, Partitions).Select(_ => new List<int>()).ToArray();
        var holders = new int[Partitions];
        var batches = new int[SharedLaneQueue.Writers];
        var writers = Enumerable.Range(0, SharedLaneQueue.Writers).Select(writer => Task.Factory.StartNew(() => Write(writer), TaskCreationOptions.LongRunning)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => Task.Factory.StartNew(() => Produce(partition), TaskCreationOptions.LongRunning)));
        queue.Close();
        await Task.WhenAll(writers).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.All(taken, numbers => Assert.Equal(Enumerable.Range(0, each), numbers));
        Assert.Equal(0, queue.Length);
        Assert.All(batches, count => Assert.NotEqual(0, count));

        void Produce(int partition)
        {
            var random = new Random(partition);
            for (var n = 0; n < each; n++)
            {
                var item = PendingCommit.Rent(Sets.Liking("u", "p"), partition);
                lock (numbers) numbers.Add(item, n);
                while (queue.TryEnqueue(item) != Admission.Accepted)
                    Thread.Yield();
                if (random.Next(1_000) == 0)
                    Thread.SpinWait(10_000);
            }
        }

        void Write(int writer)
        {
            var random = new Random(writer);
            var items = new Queue<LaneItem>();
            while (queue.Take(writer, items))
            {
                // As a batch does it: some of the items, sometimes not all.
                var count = random.Next(4) == 0 ? random.Next(1, items.Count + 1) : items.Count;
                var batch = Enumerable.Range(0, count).Select(_ => (PendingCommit)items.Dequeue()).ToList();
                foreach (var partition in batch.Select(item => item.Partition).Distinct())
                    Assert.Equal(0, Interlocked.Exchange(ref holders[partition], writer + 1));
                foreach (var item in batch)
                {
                    lock (numbers) taken[item.Partition].Add(numbers[item]);
                }

                batches[writer]++;
                foreach (var partition in batch.Select(item => item.Partition).Distinct())
                    Interlocked.Exchange(ref holders[partition], 0);
                queue.Left(count);
            }
        }
    }

    private static PendingCommit Add(SharedLaneQueue queue, int partition)
    {
        var item = PendingCommit.Rent(Sets.Liking("u", "p"), partition);
        Assert.Equal(Admission.Accepted, queue.TryEnqueue(item));
        return item;
    }

    private static List<LaneItem> Fill(SharedLaneQueue queue, int partition) =>
        [.. Enumerable.Range(0, SharedLaneQueue.ShareMin).Select(_ => Add(queue, partition))];

    private static List<LaneItem> Take(SharedLaneQueue queue, int writer)
    {
        var items = new Queue<LaneItem>();
        Assert.True(queue.Take(writer, items));
        return [.. items];
    }
}
