using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptGrid.Bench.Faults;

/// <param name="IsReplay">The server says that it had answered this request before.</param>
internal sealed record Answer(int Status, JsonElement Body, string? ETag, bool IsReplay)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public string Text(string field) => Body.GetProperty(field).GetString()!;
}

/// <summary>One user's requests to the server.</summary>
internal sealed class Wire(HttpClient http, string? token, Tally tally)
{
    // Far longer than anything here takes: what is still running when it ends would make later answers ambiguous.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends a request. Null when it is not known what became of it: 503, or no answer at all.</summary>
    /// <param name="from">The address it comes from, as a proxy on this machine would tell.</param>
    public async Task<Answer?> SendAsync(HttpMethod method, string path, object? body = null, string? key = null, string? ifMatch = null, string? from = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (from is not null) request.Headers.Add("X-Forwarded-For", from);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            var text = await response.Content.ReadAsStringAsync(patience.Token);
            return Read(response, text, $"{method} {path.Split('?')[0]}");
        }
        catch (OperationCanceledException)
        {
            tally.AddBad($"{method} {path.Split('?')[0]}: no answer in {Patience.TotalSeconds} s");
            return null;
        }
        catch (HttpRequestException)
        {
            tally.CountBroken();
            return null;
        }
    }

    /// <summary>A request that must succeed now.</summary>
    public async Task<Answer> DemandAsync(HttpMethod method, string path, object? body = null) =>
        await SendAsync(method, path, body) is { IsSuccess: true } answer ? answer : throw new CaseFailedException($"{method} {path} did not succeed.");

    private Answer? Read(HttpResponseMessage response, string text, string request)
    {
        var status = (int)response.StatusCode;
        var isProblem = response.Content.Headers.ContentType?.MediaType == "application/problem+json";
        if (status == 503 && isProblem)
        {
            tally.CountRefusal();
            return null;
        }

        if (status >= 500 || status == 401 || (status >= 400 && !isProblem))
        {
            tally.AddBad(string.Create(CultureInfo.InvariantCulture, $"{request}: {status} {text[..Math.Min(text.Length, 200)]}"));
            return null;
        }

        var body = text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
        return new Answer(status, body, response.Headers.ETag?.ToString(), response.Headers.Contains("Idempotency-Replayed"));
    }
}
