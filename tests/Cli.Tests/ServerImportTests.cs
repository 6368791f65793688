using Microsoft.AspNetCore.Http;
using PromptGrid.Cli.Tests.Support;

namespace PromptGrid.Cli.Tests;

public sealed class ServerImportTests : IDisposable
{
    private const string Password = "a long password";

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_password_from_the_environment_signs_in()
    {
        await using var server = await RunningServer.StartAsync(_place.Data);
        await server.RegisterAsync("alice", Password);
        _place.Variables["PROMPTGRID_PASSWORD"] = Password;

        var result = await ImportAsync(server.Address);

        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Error));
        Assert.Contains("2 created, 0 updated, 0 skipped, 0 failed", result.Line("Imported"));
        Assert.Equal(2, (await server.PromptsOfAsync("alice")).Count);
    }

    [Fact]
    public async Task A_token_from_the_environment_is_enough()
    {
        await using var server = await RunningServer.StartAsync(_place.Data);
        _place.Variables["PROMPTGRID_TOKEN"] = await server.RegisterAsync("alice", Password);

        Assert.Equal(ExitCodes.Done, (await ImportAsync(server.Address)).Code);
    }

    [Fact]
    public async Task A_password_is_asked_for_where_somebody_can_answer()
    {
        await using var server = await RunningServer.StartAsync(_place.Data);
        await server.RegisterAsync("alice", Password);
        string? asked = null;
        _place.Secret = question =>
        {
            asked = question;
            return Password;
        };

        var result = await ImportAsync(server.Address, "--login", "alice@example.org");

        Assert.Equal((ExitCodes.Done, "Password of alice@example.org:"), (result.Code, asked));
    }

    [Fact]
    public async Task Without_password_token_and_terminal_nothing_is_sent()
    {
        var requests = 0;
        await using var server = await StrangeServer.StartAsync(_ =>
        {
            requests++;
            return Task.CompletedTask;
        });

        var result = await ImportAsync(server.Address);

        Assert.Equal((ExitCodes.Error, 0), (result.Code, requests));
        Assert.Equal("Set PROMPTGRID_PASSWORD or PROMPTGRID_TOKEN: there is no terminal to ask for a password.\n", result.Error);
    }

    [Fact]
    public async Task A_wrong_password_and_a_dead_token_are_refused()
    {
        await using var server = await RunningServer.StartAsync(_place.Data);
        await server.RegisterAsync("alice", Password);
        _place.Variables["PROMPTGRID_PASSWORD"] = "not the password";
        var wrong = await ImportAsync(server.Address);
        _place.Variables.Clear();
        _place.Variables["PROMPTGRID_TOKEN"] = "dead";
        var dead = await ImportAsync(server.Address);

        Assert.Equal((ExitCodes.Error, "The server knows no alice with this password.\n"), (wrong.Code, wrong.Error));
        Assert.Equal((ExitCodes.Error, "The server refused: The token is not valid or has expired.\n"), (dead.Code, dead.Error));
        Assert.Empty(await server.PromptsOfAsync("alice"));
    }

    [Fact]
    public async Task Nobody_imports_as_somebody_else()
    {
        await using var server = await RunningServer.StartAsync(_place.Data);
        await server.RegisterAsync("alice", Password);
        await server.RegisterAsync("bob", Password);
        _place.Variables["PROMPTGRID_PASSWORD"] = Password;

        var result = await ImportAsync(server.Address, "--login", "bob");

        Assert.Equal((ExitCodes.Error, "This signs in bob, not alice.\n"), (result.Code, result.Error));
        Assert.Empty(await server.PromptsOfAsync("bob"));
    }

    [Fact]
    public async Task A_server_creates_a_user_only_with_an_address()
    {
        await using var server = await RunningServer.StartAsync(_place.Data);
        _place.Variables["PROMPTGRID_PASSWORD"] = Password;

        var without = await ImportAsync(server.Address, "--create");
        var with = await ImportAsync(server.Address, "--create", "--login", "alice@example.org");
        var again = await ImportAsync(server.Address, "--create", "--login", "alice@example.org");

        Assert.Equal((ExitCodes.Error, "A server makes users only with an e-mail address: add --login EMAIL to --create.\n"), (without.Code, without.Error));
        Assert.Equal((ExitCodes.Done, ExitCodes.Done), (with.Code, again.Code));
        Assert.Contains("2 skipped", again.Line("Imported"));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        _place.Variables["PROMPTGRID_TOKEN"] = "any";

        var nobody = await ImportAsync("http://127.0.0.1:1");
        var nonsense = await ImportAsync("prompts.example.org");

        Assert.Equal(ExitCodes.Error, nobody.Code);
        Assert.StartsWith("http://127.0.0.1:1/ cannot be reached: ", nobody.Error);
        Assert.Equal((ExitCodes.Error, "'prompts.example.org' is not the address of a server, such as https://prompts.example.org.\n"), (nonsense.Code, nonsense.Error));
    }

    [Fact]
    public async Task A_server_of_another_kind_is_recognized()
    {
        await using var server = await StrangeServer.StartAsync(context => context.Response.WriteAsync("<html>Welcome</html>"));
        _place.Variables["PROMPTGRID_TOKEN"] = "any";

        var result = await ImportAsync(server.Address);

        Assert.Equal((ExitCodes.Error, $"{server.Address}/ did not answer as a PromptGrid server does (status 200).\n"), (result.Code, result.Error));
    }

    [Fact]
    public async Task Passing_trouble_and_an_expired_token_do_not_end_an_import()
    {
        const string session = """{"user":{"id":"u","handle":"alice","email":"a@b.c","displayName":"A","bio":"","links":[],"createdAt":"2026-01-01T00:00:00Z","counts":{"prompts":0,"followers":0,"following":0,"likesReceived":0}},"accessToken":"NEW","refreshToken":"R2","expiresIn":3600}""";
        static string Job(string state) => $$"""{"id":"job_1","state":"{{state}}","total":2,"processed":2,"created":2,"updated":0,"skipped":0,"failed":0,"errors":[],"startedAt":"2026-01-01T00:00:00Z"}""";
        var polls = 0;
        await using var server = await StrangeServer.StartAsync(async context =>
        {
            var (status, body) = (context.Request.Path.Value, context.Request.Headers.Authorization.ToString()) switch
            {
                ("/v1/auth/login", _) => (200, session.Replace("NEW", "OLD", StringComparison.Ordinal)),
                ("/v1/auth/refresh", _) => (200, session),
                ("/v1/auth/logout", _) => (204, ""),
                ("/v1/import", _) => (202, $$"""{"job":{{Job("running")}}}"""),
                _ when ++polls == 1 => (503, "busy"),
                (_, "Bearer OLD") => (401, "{}"),
                _ => (200, Job("done")),
            };
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = status;
            if (body.Length == 0) return;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body);
        });
        _place.Variables["PROMPTGRID_PASSWORD"] = Password;

        var result = await ImportAsync(server.Address);

        Assert.Equal((ExitCodes.Done, "", 3), (result.Code, result.Error, polls));
    }

    private Task<CommandResult> ImportAsync(string server, params IEnumerable<string> more) =>
        _place.RunAsync(["import", _place.Ndjson("alpha", "beta"), "--as", "alice", "--server", server, .. more]);
}
