using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Prompts;

namespace PromptGrid.HotPaths;

/// <summary>A public prompt from the micro-cache, from the handler to the answer's body.</summary>
public sealed class CachedReadPath
{
    private readonly PromptReads _reads;
    private readonly string _promptId;
    private readonly DefaultHttpContext _context = new();

    public CachedReadPath(QuietGrid grid)
    {
        _reads = ActivatorUtilities.CreateInstance<PromptReads>(grid.Services, new StoppedTime());
        _promptId = grid.PromptId;
        _context.RequestServices = grid.Services;
        _context.Request.Method = HttpMethods.Get;
        _context.Response.Body = Stream.Null;
    }

    public async Task RunAsync()
    {
        var answer = await _reads.GetAsync(_context, _promptId);
        await answer.ExecuteAsync(_context);
        if (_context.Response.ContentLength is not > 0) throw new InvalidOperationException("There was no answer.");
    }
}
