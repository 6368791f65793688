using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PromptGrid.Cli.Tests.Support;

/// <summary>A web server that answers whatever a test wants.</summary>
public sealed class StrangeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StrangeServer(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public static async Task<StrangeServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(new RequestDelegate(answer));
        await app.StartAsync();
        return new StrangeServer(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
