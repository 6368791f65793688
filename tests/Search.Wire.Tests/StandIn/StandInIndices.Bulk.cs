namespace PromptGrid.Search.Wire.Tests.StandIn;

internal sealed partial class StandInIndices
{
    private StandInReply Bulk(string name, StandInRequest request)
    {
        if (request.Query.Contains("require_alias=true", StringComparison.Ordinal) && !_aliases.ContainsKey(name))
            return StandInReply.Error(404, "index_not_found_exception", $"no such index [{name}] and [require_alias] request flag is [true]");
        var index = Find(name);
        var items = new JsonArray();
        var lines = request.Lines;
        for (var i = 0; i < lines.Count; i++)
        {
            var action = lines[i].EnumerateObject().Single();
            var id = action.Value.GetProperty("_id").GetString()!;
            var body = action.Name == "delete" ? default : lines[++i];
            var result = index is null
                ? Failed(404, "index_not_found_exception")
                : action.Name switch
                {
                    "delete" => Done(_indices[index].Remove(id) ? 200 : 404, _indices[index].ContainsKey(id) ? "deleted" : "not_found"),
                    "update" => Update(_indices[index], id, body),
                    "index" => Put(_indices[index], id, action.Value, body),
                    _ => throw new NotSupportedException(action.Name),
                };
            result["_index"] = index ?? name;
            result["_id"] = id;
            items.Add(new JsonObject { [action.Name] = result });
        }

        return StandInReply.Json(new JsonObject { ["took"] = 1, ["errors"] = items.Any(item => item!.AsObject().Single().Value!["error"] is not null), ["items"] = items });
    }

    private static JsonObject Update(Dictionary<string, StandInDocument> documents, string id, JsonElement body)
    {
        var stored = documents.GetValueOrDefault(id);
        if (body.TryGetProperty("doc", out var values))
        {
            if (stored is null)
                return Failed(404, "document_missing_exception");
            var merged = stored.Source.DeepClone().AsObject();
            foreach (var value in values.EnumerateObject())
                merged[value.Name] = JsonNode.Parse(value.Value.GetRawText());
            documents[id] = new StandInDocument(id, merged, stored.Version + 1);
            return Done(200, "updated");
        }

        // The one script there is, done by hand: the newer revision wins and keeps the trending score.
        if (body.GetProperty("script").GetProperty("source").GetString() != Elasticsearch.Writing.BulkChanges.UpsertScript)
            return Failed(400, "illegal_argument_exception");
        var prompt = JsonNode.Parse(body.GetProperty("script").GetProperty("params").GetProperty("prompt").GetRawText())!.AsObject();
        if (stored is not null && stored.Number("revision") >= prompt["revision"]!.GetValue<long>())
            return Done(200, "noop");
        if (stored?.Source["trending"] is { } trending)
            prompt["trending"] = trending.DeepClone();
        documents[id] = new StandInDocument(id, prompt, (stored?.Version ?? 0) + 1);
        return Done(stored is null ? 201 : 200, stored is null ? "created" : "updated");
    }

    private static JsonObject Put(Dictionary<string, StandInDocument> documents, string id, JsonElement header, JsonElement body)
    {
        var version = header.GetProperty("version").GetInt64();
        if (header.GetProperty("version_type").GetString() != "external_gte")
            return Failed(400, "illegal_argument_exception");
        if (documents.TryGetValue(id, out var stored) && stored.Version > version)
            return Failed(409, "version_conflict_engine_exception");
        documents[id] = new StandInDocument(id, JsonNode.Parse(body.GetRawText())!.AsObject(), version);
        return Done(stored is null ? 201 : 200, stored is null ? "created" : "updated");
    }

    private static JsonObject Done(int status, string result) => new() { ["status"] = status, ["result"] = result, ["_version"] = 1, ["_seq_no"] = 1, ["_primary_term"] = 1 };

    private static JsonObject Failed(int status, string type) => new() { ["status"] = status, ["error"] = new JsonObject { ["type"] = type, ["reason"] = "It is so." } };
}
