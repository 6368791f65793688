using System.Net.Http.Headers;
using System.Text;

namespace PromptGrid.Api.Tests.Support;

/// <summary>An HTTP answer, read to its end.</summary>
public sealed class Answer(HttpRequestMessage request, HttpResponseMessage response, byte[] body)
{
    private JsonElement? _json;

    public int Status => (int)response.StatusCode;

    public byte[] Body => body;

    public string Text => Encoding.UTF8.GetString(body);

    public string? ContentType => response.Content.Headers.ContentType?.ToString();

    public HttpContentHeaders ContentHeaders => response.Content.Headers;

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => _json ??= JsonDocument.Parse(body).RootElement;

    /// <summary>A member of the body; dots go deeper.</summary>
    public JsonElement this[string path] => Json.At(path);

    /// <summary>All headers, those of the body too.</summary>
    public IEnumerable<(string Name, string Value)> Headers => response.Headers.Concat(response.Content.Headers).Select(h => (h.Key, string.Join(", ", h.Value)));

    public string? Header(string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    /// <summary>Fails unless the status is this one.</summary>
    public Answer Expect(int status)
    {
        Assert.True(Status == status, $"{this} instead of {status}");
        return this;
    }

    /// <summary>Fails unless the answer is a whole problem of this status and code.</summary>
    public Answer ExpectProblem(int status, string code)
    {
        Expect(status).ExpectProblem();
        Assert.Equal(code, this["code"].GetString());
        return this;
    }

    /// <summary>Fails unless the answer is problem+json with every member it must have.</summary>
    public Answer ExpectProblem()
    {
        Assert.True(ContentType?.StartsWith("application/problem+json", StringComparison.Ordinal), $"{this} is not problem+json but {ContentType}");
        Assert.Equal("urn:promptgrid:error:" + this["code"].GetString(), this["type"].GetString());
        Assert.Equal(Status, this["status"].GetInt32());
        foreach (var member in (string[])["title", "detail", "code", "traceId"]) Assert.False(string.IsNullOrEmpty(this[member].GetString()), $"{this} has no {member}");
        Assert.False(string.IsNullOrEmpty(Header("X-Request-Id")), $"{this} has no X-Request-Id");
        return this;
    }

    /// <summary>Fails unless the answer is a validation problem that names this field.</summary>
    public Answer ExpectInvalid(string field)
    {
        ExpectProblem(400, "validation");
        Assert.True(this["errors"].TryGetProperty(field, out var texts) && texts.GetArrayLength() > 0, $"{this} does not name {field}");
        return this;
    }

    public override string ToString() => $"{request.Method} {request.RequestUri?.PathAndQuery} → {Status} {(Text.Length > 600 ? Text[..600] : Text)}";
}
