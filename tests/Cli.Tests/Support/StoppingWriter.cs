using System.Text;

namespace PromptGrid.Cli.Tests.Support;

/// <summary>Output that presses Ctrl+C as soon as it reads a text.</summary>
public sealed class StoppingWriter(string text) : StringWriter
{
    private readonly CancellationTokenSource _stopping = new();

    public CancellationToken Token => _stopping.Token;

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value is not null && value.Contains(text, StringComparison.Ordinal)) _stopping.Cancel();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _stopping.Dispose();
        base.Dispose(disposing);
    }
}
