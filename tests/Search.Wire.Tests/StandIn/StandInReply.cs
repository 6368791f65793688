using System.Text;

namespace PromptGrid.Search.Wire.Tests.StandIn;

/// <param name="IsFault">True for an answer that no Elasticsearch would give: it is not checked.</param>
internal sealed record StandInReply(int Status, byte[] Body, bool IsFault = false)
{
    /// <value>For a <c>Retry-After</c> header, in seconds.</value>
    public int? RetryAfter { get; init; }

    public static StandInReply Json(JsonNode json, int status = 200) => new(status, Encoding.UTF8.GetBytes(json.ToJsonString()));

    public static StandInReply Error(int status, string type, string reason) => Json(
        new JsonObject
        {
            ["error"] = new JsonObject { ["type"] = type, ["reason"] = reason, ["root_cause"] = new JsonArray(new JsonObject { ["type"] = type, ["reason"] = reason }) },
            ["status"] = status,
        },
        status);

    public static StandInReply Fault(int status, string body) => new(status, Encoding.UTF8.GetBytes(body), IsFault: true);
}
