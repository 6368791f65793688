using PromptGrid.Api.Import;
using PromptGrid.Cli.Http;
using PromptGrid.Cli.Progress;

namespace PromptGrid.Cli.Import;

/// <summary>Uploads a file, follows its job to the end and says what became of it. The same against a server and against the
/// command's own.</summary>
internal sealed class ImportRun(GridClient client, ImportRequest request, CommandEnvironment environment)
{
    private const int ProblemsShown = 10;
    private const int SilencesMax = 30;
    private static readonly TimeSpan PollMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PollMax = TimeSpan.FromSeconds(1);

    private readonly long _started = environment.Time.GetTimestamp();

    /// <summary>The job, from the moment when the server has the whole file. What happens to this command does not stop it.</summary>
    public JobView? Job { get; private set; }

    /// <param name="afterwards">What else has to be waited for, shown as further steps.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Func<IProgressSteps, Task>? afterwards, CancellationToken cancellationToken)
    {
        await ProgressViews.For(environment).RunAsync(async steps =>
        {
            await UploadAsync(steps.Begin("Upload"), cancellationToken);
            await FollowAsync(steps.Begin("Import"), cancellationToken);
            if (Job!.State == JobStates.Done && afterwards is not null) await afterwards(steps);
        });
        return await SummarizeAsync(Job!);
    }

    private async Task UploadAsync(IProgressStep step, CancellationToken cancellationToken)
    {
        long sent = 0;
        using var body = new FileUpload(request.File, request.Format == ImportFormats.Csv ? "text/csv" : "application/x-ndjson", (done, total) =>
        {
            sent = done;
            step.Report(done, total, total is null ? Words.Bytes(done) : $"{Words.Bytes(done)} of {Words.Bytes(total.Value)}");
        });
        Job = await client.ImportAsync(request.Format, request.License, body, cancellationToken);
        step.Complete(Words.Bytes(sent));
    }

    private async Task FollowAsync(IProgressStep step, CancellationToken cancellationToken)
    {
        var started = environment.Time.GetTimestamp();
        var wait = PollMin;
        for (var silences = 0; Job!.State == JobStates.Running; wait = TimeSpan.FromTicks(Math.Min(PollMax.Ticks, wait.Ticks * 3 / 2)))
        {
            await Task.Delay(wait, environment.Time, cancellationToken);
            if (await client.JobAsync(Job.Id, cancellationToken) is { } job)
            {
                Job = job;
                silences = 0;
                if (job.State == JobStates.Running) step.Report(job.Processed, job.Total, Describe(job, environment.Time.GetElapsedTime(started)));
            }
            else if (++silences >= SilencesMax)
            {
                throw new CommandException($"The server does not answer any more. It has the file and may still import it: job {Job.Id}.");
            }
        }

        step.Complete(Describe(Job, environment.Time.GetElapsedTime(started)));
    }

    private static string Describe(JobView job, TimeSpan elapsed) => job.Total is not { } total
        ? "waiting"
        : $"{Words.Number(job.Processed)}/{Words.Number(total)} records, {Words.Rate(job.Processed, elapsed)}\n{Counts(job)}";

    private static string Counts(JobView job) =>
        $"{Words.Number(job.Created)} created, {Words.Number(job.Updated)} updated, {Words.Number(job.Skipped)} skipped, {Words.Number(job.Failed)} failed";

    private async Task<int> SummarizeAsync(JobView job)
    {
        var elapsed = environment.Time.GetElapsedTime(_started);
        if (job.State != JobStates.Done)
        {
            throw new CommandException($"The import broke off after {Words.Number(job.Processed)} records ({Counts(job)}). Importing the file again goes on from there.");
        }

        await environment.Output.WriteLineAsync(
            $"Imported {Words.Printable(request.File.Name)} as {request.Handle}: {Words.Number(job.Processed)} {(job.Processed == 1 ? "record" : "records")} in {Words.Seconds(elapsed)} ({Words.Rate(job.Processed, elapsed)}): {Counts(job)}.");
        if (job.Failed == 0) return ExitCodes.Done;

        var place = request.Format == ImportFormats.Csv ? "record" : "line";
        foreach (var error in job.Errors.Take(ProblemsShown)) await environment.Output.WriteLineAsync(Words.Printable($"  {place} {error.Line}: {error.Detail}"));
        if (job.Failed > ProblemsShown) await environment.Output.WriteLineAsync($"  … and {Words.Number(job.Failed - ProblemsShown)} more.");
        return ExitCodes.SomeLinesFailed;
    }
}
