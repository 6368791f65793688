using System.Text.RegularExpressions;

namespace PromptGrid.Search.Wire.Tests.StandIn;

/// <summary>Indices, aliases and documents in memory. One call at a time.</summary>
internal sealed partial class StandInIndices
{
    private readonly Dictionary<string, Dictionary<string, StandInDocument>> _indices = [];
    private readonly Dictionary<string, string> _aliases = [];

    public IReadOnlyCollection<string> Names => _indices.Keys;

    public void Clear()
    {
        _indices.Clear();
        _aliases.Clear();
    }

    public StandInReply Handle(StandInRequest request)
    {
        var parts = request.Path.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        return (request.Method, parts) switch
        {
            ("PUT", ["_index_template", _]) => Acknowledged(),
            ("GET", ["_alias", var alias]) => ReadAlias(alias),
            ("POST", ["_aliases"]) => ChangeAliases(request.Json),
            ("PUT", [var index]) => Make(index, request.Body.Length == 0 ? default : request.Json),
            ("GET", [var pattern]) => List(pattern),
            ("DELETE", [var index]) => Delete(index, request.Query),
            ("POST", [var name, "_refresh"]) => Find(name) is null ? Missing(name) : StandInReply.Json(new JsonObject { ["_shards"] = Shards() }),
            ("GET", [var name, "_doc", var id]) => Read(name, id),
            ("POST", [var name, "_search"]) => Find(name) is { } index ? StandInReply.Json(new StandInSearch(index, [.. _indices[index].Values], request.Json).Answer()) : Missing(name),
            ("POST", [var name, "_count"]) => Find(name) is { } index ? Count(index, request.Json) : Missing(name),
            ("POST", [var name, "_bulk"]) => Bulk(name, request),
            _ => StandInReply.Error(400, "illegal_argument_exception", $"The stand-in does not know {request.Method} {request.Path}."),
        };
    }

    private static StandInReply Acknowledged() => StandInReply.Json(new JsonObject { ["acknowledged"] = true });

    private static StandInReply Missing(string name) => StandInReply.Error(404, "index_not_found_exception", $"no such index [{name}]");

    private static JsonObject Shards() => new() { ["total"] = 1, ["successful"] = 1, ["failed"] = 0 };

    private string? Find(string name) => _aliases.GetValueOrDefault(name) ?? (_indices.ContainsKey(name) ? name : null);

    private StandInReply ReadAlias(string alias) => _aliases.TryGetValue(alias, out var index)
        ? StandInReply.Json(new JsonObject { [index] = new JsonObject { ["aliases"] = new JsonObject { [alias] = new JsonObject { ["is_write_index"] = true } } } })
        : StandInReply.Error(404, "aliases_not_found_exception", $"alias [{alias}] missing");

    private StandInReply ChangeAliases(JsonElement json)
    {
        var actions = json.GetProperty("actions").EnumerateArray().Select(a => a.EnumerateObject().Single()).ToList();
        // All of them or none.
        if (actions.Select(a => a.Value.GetProperty("index").GetString()!).FirstOrDefault(index => !_indices.ContainsKey(index)) is { } missing)
            return Missing(missing);
        foreach (var action in actions)
        {
            var index = action.Value.GetProperty("index").GetString()!;
            if (action.Name == "add")
                _aliases[action.Value.GetProperty("alias").GetString()!] = index;
            else if (action.Name == "remove_index")
                Remove(index);
            else
                throw new NotSupportedException(action.Name);
        }

        return Acknowledged();
    }

    private StandInReply Make(string index, JsonElement body)
    {
        if (!_indices.TryAdd(index, []))
            return StandInReply.Error(400, "resource_already_exists_exception", $"index [{index}] already exists");
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("aliases", out var aliases))
        {
            foreach (var alias in aliases.EnumerateObject())
                _aliases[alias.Name] = index;
        }

        return StandInReply.Json(new JsonObject { ["acknowledged"] = true, ["shards_acknowledged"] = true, ["index"] = index });
    }

    private StandInReply List(string pattern)
    {
        var expression = new Regex("^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$");
        var found = new JsonObject();
        foreach (var name in _indices.Keys.Where(n => expression.IsMatch(n)))
            found[name] = new JsonObject { ["aliases"] = new JsonObject(_aliases.Where(a => a.Value == name).Select(a => KeyValuePair.Create(a.Key, (JsonNode?)new JsonObject()))) };
        return StandInReply.Json(found);
    }

    private StandInReply Delete(string index, string query)
    {
        if (!_indices.ContainsKey(index) && !query.Contains("ignore_unavailable=true", StringComparison.Ordinal))
            return Missing(index);
        Remove(index);
        return Acknowledged();
    }

    private void Remove(string index)
    {
        _indices.Remove(index);
        foreach (var alias in _aliases.Where(a => a.Value == index).Select(a => a.Key).ToList())
            _aliases.Remove(alias);
    }

    private StandInReply Read(string name, string id)
    {
        if (Find(name) is not { } index)
            return Missing(name);
        return _indices[index].TryGetValue(id, out var document)
            ? StandInReply.Json(new JsonObject { ["_index"] = index, ["_id"] = id, ["_version"] = document.Version, ["found"] = true, ["_source"] = document.Source.DeepClone() })
            : StandInReply.Json(new JsonObject { ["_index"] = index, ["_id"] = id, ["found"] = false }, 404);
    }

    private StandInReply Count(string index, JsonElement body)
    {
        List<StandInDocument> documents = [.. _indices[index].Values];
        var query = new StandInQuery(documents);
        return StandInReply.Json(new JsonObject { ["count"] = documents.Count(d => query.Score(body.GetProperty("query"), d) is not null), ["_shards"] = Shards() });
    }
}
