using Microsoft.Extensions.Logging;

namespace PromptGrid.Cli.Local;

/// <summary>Keeps the last error that was logged, so that a command that fails can say why. Writes nothing.</summary>
internal sealed class RememberedErrors : ILoggerProvider, ILogger
{
    private volatile string? _last;

    /// <summary>The last error in words; null when there was none.</summary>
    public string? Last => _last;

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) _last = Words.Printable(exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception.Message}");
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}
