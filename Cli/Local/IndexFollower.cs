using Orleans;
using PromptGrid.Cli.Progress;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;

namespace PromptGrid.Cli.Local;

/// <summary>Waits for the search index.</summary>
internal sealed class IndexFollower(IGrainFactory grains, ILedgerReader reader, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PatienceMax = TimeSpan.FromMinutes(1);

    /// <summary>Completes when everything that was committed before the call can be found.</summary>
    /// <exception cref="CommandException">The index does not move any more.</exception>
    public async Task FollowAsync(IProgressStep step, CancellationToken cancellationToken)
    {
        var heads = new long[reader.PartitionCount];
        for (var partition = 0; partition < heads.Length; partition++) heads[partition] = await reader.ReadHeadAsync(partition, cancellationToken);

        var (total, last, moved) = (heads.Sum(), -1L, time.GetTimestamp());
        while (true)
        {
            long done = 0;
            for (var partition = 0; partition < heads.Length; partition++)
            {
                var status = await grains.Projection(ProjectionNames.Search, partition).GetStatusAsync();
                done += Math.Min(status.Sequence, heads[partition]);
            }

            if (done >= total) break;
            if (done != last) (last, moved) = (done, time.GetTimestamp());
            if (time.GetElapsedTime(moved) > PatienceMax)
            {
                throw new CommandException("The prompts are imported, but the search index does not follow. Try 'promptgrid reindex'.");
            }

            step.Report(done, total, $"{Words.Number(total - done)} events behind");
            await Task.Delay(Poll, time, cancellationToken);
        }

        step.Complete("up to date");
    }
}
