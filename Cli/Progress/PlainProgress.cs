namespace PromptGrid.Cli.Progress;

/// <summary>One line now and then, for output that is a file or a pipe.</summary>
internal sealed class PlainProgress(TextWriter output, TimeProvider time) : IProgressView, IProgressSteps
{
    /// <summary>Shortest time between two lines of a step.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();

    public Task RunAsync(Func<IProgressSteps, Task> work) => work(this);

    public IProgressStep Begin(string title) => new Step(this, title);

    private sealed class Step(PlainProgress view, string title) : IProgressStep
    {
        private long _last = view.Now;

        public void Report(long done, long? total, string text)
        {
            lock (view._gate)
            {
                if (view.Since(_last) < Pace) return;
                _last = view.Now;
                view.Write(title, text);
            }
        }

        public void Complete(string text)
        {
            lock (view._gate) view.Write(title, text);
        }
    }

    private long Now => time.GetTimestamp();

    private TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp);

    private void Write(string title, string text) => output.WriteLine($"{title}: {text.ReplaceLineEndings(", ")}");
}
