using System.Collections.Concurrent;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace PromptGrid.Cli.Progress;

/// <summary>A moving bar per step.</summary>
internal sealed class TerminalProgress(IAnsiConsole console) : IProgressView
{
    public Task RunAsync(Func<IProgressSteps, Task> work)
    {
        var text = new TextColumn();
        return console.Progress()
            .AutoClear(false)
            .HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 14 }, new PercentageColumn(), text)
            .StartAsync(context => work(new Steps(context, text)));
    }

    private sealed class Steps(ProgressContext context, TextColumn text) : IProgressSteps
    {
        public IProgressStep Begin(string title) => new Step(context.AddTask(Markup.Escape(title), maxValue: 1), text);
    }

    private sealed class Step : IProgressStep
    {
        private readonly ProgressTask _task;
        private readonly TextColumn _text;

        public Step(ProgressTask task, TextColumn text)
        {
            _task = task;
            _text = text;
            _task.IsIndeterminate = true;
        }

        public void Report(long done, long? total, string text)
        {
            _text.Set(_task, text);
            if (total is not > 0) return;
            _task.IsIndeterminate = false;
            _task.MaxValue = total.Value;
            // A full bar is for Complete to draw: reaching the end would stop the step's clock.
            _task.Value = Math.Min(done, total.Value - 0.001);
        }

        public void Complete(string text)
        {
            _text.Set(_task, text);
            _task.IsIndeterminate = false;
            _task.Value = _task.MaxValue;
        }
    }

    /// <summary>The step's state in words, as it is: text is no markup.</summary>
    private sealed class TextColumn : ProgressColumn
    {
        private readonly ConcurrentDictionary<int, string> _texts = new();

        // Where the terminal is narrow the words give way, not the bar.
        protected override bool NoWrap => false;

        public void Set(ProgressTask task, string text) => _texts[task.Id] = text;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(_texts.GetValueOrDefault(task.Id, ""));
    }
}
