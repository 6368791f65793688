using System.Text.Json;
using PromptGrid.Api.Json;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Users;
using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.HotPaths;

/// <summary>Writing a prompt as JSON.</summary>
public sealed class ViewPath
{
    private readonly PromptSnapshot _snapshot;
    private readonly OwnerView _owner;

    private ViewPath(PromptSnapshot snapshot, OwnerView owner) => (_snapshot, _owner) = (snapshot, owner);

    public static async Task<ViewPath> CreateAsync(QuietGrid grid)
    {
        if (!(await grid.Prompt.GetAsync(null)).TryGet(out var snapshot, out var failure)) throw new InvalidOperationException(failure.Detail);
        var owners = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<OwnerCards>(grid.Services);
        return new ViewPath(snapshot, await owners.GetAsync(snapshot.Prompt.OwnerId));
    }

    public byte[] Run() => JsonSerializer.SerializeToUtf8Bytes(PromptView.Of(_snapshot.Prompt, CountsView.Of(_snapshot.Counts), _owner), ApiJson.Web.PromptView);
}
