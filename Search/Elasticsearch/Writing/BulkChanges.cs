using System.Buffers;
using System.Globalization;
using System.Text.Json;
using PromptGrid.Search.Elasticsearch.Indices;

namespace PromptGrid.Search.Elasticsearch.Writing;

/// <summary>Writes the lines that a bulk request has for each change.</summary>
/// <remarks>
/// A prompt is written by a script that compares revisions inside the shard, one after the other for each prompt. Versions
/// given from outside would do for the text alone, but a counter or score may not change the version, and Elasticsearch
/// raises it with every partial update. The script keeps the trending score, which the text's writer does not know.
/// </remarks>
internal static class BulkChanges
{
    public const string UpsertScript =
        "if (ctx.op != 'create' && ctx._source.revision != null && ctx._source.revision >= params.prompt.revision) { ctx.op = 'none' } " +
        "else { def trending = ctx._source.trending; ctx._source.clear(); ctx._source.putAll(params.prompt); " +
        "if (trending != null) { ctx._source.trending = trending } }";

    // How often the shard itself tries again when two writers meet at one prompt.
    private const int RetriesOnConflict = 5;

    public static string CheckpointId(int partition) => string.Create(CultureInfo.InvariantCulture, $"~checkpoint-{partition}");

    public static void Upsert(IBufferWriter<byte> lines, SearchDocument prompt)
    {
        Update(lines, prompt.Id);
        JsonBody.Append(lines, json =>
        {
            json.WriteBoolean("scripted_upsert", true);
            json.Object("upsert", () => { });
            json.Object("script", () =>
            {
                json.WriteString("source", UpsertScript);
                json.Object("params", () => json.Object("prompt", () => PromptBody.Write(json, prompt)));
            });
        });
        EndLine(lines);
    }

    public static void Delete(IBufferWriter<byte> lines, string id)
    {
        JsonBody.Append(lines, json => json.Object("delete", () => json.WriteString("_id", id)));
        EndLine(lines);
    }

    public static void Counters(IBufferWriter<byte> lines, SearchCounters counters) => Patch(lines, counters.Id, json =>
    {
        json.WriteNumber(Fields.Likes, counters.Likes);
        json.WriteNumber(Fields.Saves, counters.Saves);
        json.WriteNumber(Fields.Forks, counters.Forks);
    });

    public static void Score(IBufferWriter<byte> lines, SearchScore score) =>
        Patch(lines, score.Id, json => json.WriteNumber(Fields.Trending, Math.Clamp(double.IsNaN(score.Trending) ? Fields.NoTrending : score.Trending, Fields.NoTrending, -Fields.NoTrending)));

    public static void Checkpoint(IBufferWriter<byte> lines, SearchCheckpoint checkpoint)
    {
        JsonBody.Append(lines, json => json.Object("index", () =>
        {
            json.WriteString("_id", CheckpointId(checkpoint.Partition));
            json.WriteNumber("version", checkpoint.Sequence);
            json.WriteString("version_type", "external_gte");
        }));
        EndLine(lines);
        JsonBody.Append(lines, json =>
        {
            json.WriteString(Fields.Kind, Fields.CheckpointKind);
            json.WriteNumber(Fields.Partition, checkpoint.Partition);
            json.WriteNumber(Fields.Sequence, checkpoint.Sequence);
        });
        EndLine(lines);
    }

    private static void Patch(IBufferWriter<byte> lines, string id, Action<Utf8JsonWriter> values)
    {
        Update(lines, id);
        JsonBody.Append(lines, json => json.Object("doc", () => values(json)));
        EndLine(lines);
    }

    private static void Update(IBufferWriter<byte> lines, string id)
    {
        JsonBody.Append(lines, json => json.Object("update", () =>
        {
            json.WriteString("_id", id);
            json.WriteNumber("retry_on_conflict", RetriesOnConflict);
        }));
        EndLine(lines);
    }

    private static void EndLine(IBufferWriter<byte> lines)
    {
        lines.GetSpan(1)[0] = (byte)'\n';
        lines.Advance(1);
    }
}
