using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Cli.Local;
using PromptGrid.Cli.Progress;
using PromptGrid.Ledger;
using PromptGrid.Projections.Search;
using PromptGrid.Projections.Trending;
using PromptGrid.Search;

namespace PromptGrid.Cli.Reindex;

/// <summary><c>promptgrid reindex</c>.</summary>
internal static class ReindexCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var command = new Command("reindex", "Build the search index of the local data folder anew from its ledger. The old one serves until the new one is whole.");
        command.SetAction((_, cancellationToken) => RunAsync(environment, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandEnvironment environment, CancellationToken cancellationToken)
    {
        await using var folder = LocalFolder.Find(environment);
        folder.Lock();
        var services = folder.Services;
        var search = services.GetRequiredService<ISearchIndex>();
        await services.GetRequiredService<ILedgerStore>().InitializeAsync(cancellationToken);
        await search.InitializeAsync(cancellationToken);
        await services.GetRequiredService<ITrendingStore>().InitializeAsync(cancellationToken);

        var started = environment.Time.GetTimestamp();
        await ProgressViews.For(environment).RunAsync(async steps =>
        {
            var step = steps.Begin("Events");
            var progress = new StepProgress(step, environment.Time, started);
            await services.GetRequiredService<SearchProjection>().RebuildAsync(progress, cancellationToken);
            step.Complete(progress.Text);
        });
        var count = await search.CountAsync(cancellationToken);
        await environment.Output.WriteLineAsync($"The search index is new: {Words.Number(count)} prompts in {Words.Seconds(environment.Time.GetElapsedTime(started))}.");
        return ExitCodes.Done;
    }

    // Not Progress<T>: that one reports later, in any order.
    private sealed class StepProgress(IProgressStep step, TimeProvider time, long started) : IProgress<(long Done, long Total)>
    {
        public string Text { get; private set; } = "none";

        public void Report((long Done, long Total) value)
        {
            Text = $"{Words.Number(value.Done)}/{Words.Number(value.Total)}, {Words.Rate(value.Done, time.GetElapsedTime(started))}";
            step.Report(value.Done, value.Total, Text);
        }
    }
}
