using PromptGrid.Search.Elasticsearch.Transport;

namespace PromptGrid.Search.Elasticsearch.Indices;

/// <summary>Makes, swaps and throws away indices.</summary>
internal sealed class IndexAdmin(IElasticsearchTransport transport, IndexNames names, ElasticsearchOptions options, TimeProvider time)
{
    private const string AlreadyThere = "resource_already_exists_exception";

    /// <summary>Writes the template and makes the first index where there is none.</summary>
    /// <returns>True when it made one.</returns>
    public async ValueTask<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        var template = await SendAsync(HttpMethod.Put, "/_index_template/" + names.Template, IndexDefinition.Template(names, options), cancellationToken);
        ElasticsearchRefusal.ThrowIfRefused("write the index template", template);
        if (await FindLiveAsync(cancellationToken) is not null)
            return false;
        var made = await SendAsync(HttpMethod.Put, "/" + names.First, IndexDefinition.NewIndex(names.Alias), cancellationToken);
        if (made.Status == 400 && made.ErrorType() == AlreadyThere)
        {
            // Another node made it just now, or somebody took its alias away.
            await SendAliasesAsync([("add", names.First)], cancellationToken);
            return false;
        }

        ElasticsearchRefusal.ThrowIfRefused("make the index", made);
        return true;
    }

    /// <summary>The index behind the alias; null when there is none.</summary>
    public async ValueTask<string?> FindLiveAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, "/_alias/" + names.Alias, default, cancellationToken);
        if (answer.Status == 404)
            return null;
        ElasticsearchRefusal.ThrowIfRefused("read the alias", answer);
        return answer.Read(json => json.EnumerateObject().Select(i => i.Name).Order(StringComparer.Ordinal).LastOrDefault());
    }

    /// <summary>Makes an empty index beside the live one; throws away every other that was left unfinished.</summary>
    public async ValueTask<string> MakeShadowAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, $"/{names.Pattern}?features=aliases&expand_wildcards=all", default, cancellationToken);
        ElasticsearchRefusal.ThrowIfRefused("list the indices", answer);
        var unfinished = answer.Read(json => json.EnumerateObject()
            .Where(index => !index.Value.TryGetProperty("aliases", out var aliases) || !aliases.TryGetProperty(names.Alias, out _))
            .Select(index => index.Name).ToList());
        foreach (var index in unfinished)
            await DiscardAsync(index, cancellationToken);
        var shadow = names.Next(time.GetUtcNow());
        var made = await SendAsync(HttpMethod.Put, "/" + shadow, IndexDefinition.NewIndex(alias: null), cancellationToken);
        // Sent twice after a lost answer, it is there already.
        if (made.Status != 400 || made.ErrorType() != AlreadyThere)
            ElasticsearchRefusal.ThrowIfRefused("make an index", made);
        return shadow;
    }

    /// <summary>Puts the alias on another index and removes the one it was on, in one step.</summary>
    /// <returns>False when <paramref name="shadow"/> is no longer there.</returns>
    public async ValueTask<bool> SwapAsync(string shadow, CancellationToken cancellationToken)
    {
        var refreshed = await SendAsync(HttpMethod.Post, $"/{shadow}/_refresh", default, cancellationToken);
        if (refreshed.Status == 404)
            return false;
        ElasticsearchRefusal.ThrowIfRefused("refresh the index", refreshed);
        var old = await FindLiveAsync(cancellationToken);
        if (old == shadow)
            return true;
        List<(string, string)> actions = [("add", shadow)];
        if (old is not null)
            actions.Add(("remove_index", old));
        try
        {
            await SendAliasesAsync(actions, cancellationToken);
            return true;
        }
        catch (ElasticsearchRefusal refusal) when (refusal.Status == 404)
        {
            // Either the shadow is gone, or the answer to a first attempt was lost on the way.
            return await FindLiveAsync(cancellationToken) == shadow;
        }
    }

    public async ValueTask DiscardAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Delete, $"/{index}?ignore_unavailable=true", default, cancellationToken);
        if (answer.Status != 404)
            ElasticsearchRefusal.ThrowIfRefused("delete an index", answer);
    }

    private async ValueTask SendAliasesAsync(IEnumerable<(string Action, string Index)> actions, CancellationToken cancellationToken)
    {
        var body = JsonBody.Of(json => json.Array("actions", () =>
        {
            foreach (var (action, index) in actions)
            {
                json.Item(() => json.Object(action, () =>
                {
                    json.WriteString("index", index);
                    if (action != "add")
                        return;
                    json.WriteString("alias", names.Alias);
                    json.WriteBoolean("is_write_index", true);
                }));
            }
        }));
        ElasticsearchRefusal.ThrowIfRefused("change the alias", await SendAsync(HttpMethod.Post, "/_aliases", body, cancellationToken));
    }

    private ValueTask<ElasticsearchAnswer> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        transport.SendAsync(new ElasticsearchRequest(method, path, options.WriteTimeout) { Body = body }, cancellationToken);
}
