using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Ledger;

namespace PromptGrid.Cli.Tests.Support;

/// <summary>A temporary folder with files to import and a data folder, in which the command runs.</summary>
public sealed class Workplace : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("promptgrid-cli-");

    public string Data => Path.Combine(_root.FullName, "data");

    /// <summary>Variables of the command's environment, beside the data folder.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Answers when the command asks for a password; null: there is nobody to ask.</summary>
    public Func<string, string>? Secret { get; set; }

    public bool OutputIsTerminal { get; set; }

    /// <summary>Writes a file to import.</summary>
    /// <returns>Its path.</returns>
    public string File(string name, string text)
    {
        var path = Path.Combine(_root.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes NDJSON with a prompt per title, each with a text that holds the title.</summary>
    public string Ndjson(params IEnumerable<string> titles) => File(
        "prompts.ndjson",
        string.Concat(titles.Select(t => $$"""{"title":"{{t}}","content":"Tell me about {{t}}.","type":"text","externalId":"{{t}}"}""" + "\n")));

    public Task<CommandResult> RunAsync(params string[] args) => RunAsync(new StringWriter(), default, args);

    public async Task<CommandResult> RunAsync(TextWriter output, CancellationToken cancellationToken, params string[] args)
    {
        var error = new StringWriter();
        var environment = new CommandEnvironment
        {
            Output = output,
            Error = error,
            OutputIsTerminal = OutputIsTerminal,
            Variable = name => name == "PROMPTGRID_DATA" ? Data : Variables.GetValueOrDefault(name),
            AskSecret = Secret is { } secret ? (question, _) => Task.FromResult(secret(question)) : null,
        };
        var code = await PromptGridCommand.RunAsync(args, environment, cancellationToken);
        return new CommandResult(code, output.ToString()!, error.ToString());
    }

    /// <summary>Opens the ledger that the command left, beside everything else.</summary>
    public async Task<T> WithLedgerAsync<T>(Func<ILedgerStore, Task<T>> use)
    {
        await using var services = new ServiceCollection().AddLedger(new ConfigurationBuilder().Build(), Data).BuildServiceProvider();
        var store = services.GetRequiredService<ILedgerStore>();
        await store.InitializeAsync();
        return await use(store);
    }

    public void Dispose() => _root.Delete(recursive: true);
}
