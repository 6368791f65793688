namespace PromptGrid.Api.Tests.Support;

/// <content>What a user does.</content>
public sealed partial class ApiCaller
{
    /// <summary>Publishes a prompt; members that are not given have plain values.</summary>
    public async Task<JsonElement> PublishAsync(string? title = null, string? content = null, string? visibility = null, string? type = null, string[]? tags = null, string? category = null, string? slug = null)
    {
        var body = new Dictionary<string, object?> { ["title"] = title ?? Names.Next("Prompt "), ["content"] = content ?? "Say hello to {{name}}." };
        if (visibility is not null) body["visibility"] = visibility;
        if (type is not null) body["type"] = type;
        if (tags is not null) body["tags"] = tags;
        if (category is not null) body["category"] = category;
        if (slug is not null) body["slug"] = slug;
        return (await PostAsync("/v1/prompts", body)).Expect(201).Json;
    }

    public async Task<JsonElement> ReadAsync(string id) => (await GetAsync($"/v1/prompts/{id}")).Expect(200).Json;

    /// <summary>Edits a prompt from its present state.</summary>
    public async Task<JsonElement> EditAsync(string id, object changes)
    {
        var tag = (await GetAsync($"/v1/prompts/{id}")).Expect(200).Header("ETag")!;
        return (await PatchAsync($"/v1/prompts/{id}", changes, ("If-Match", tag))).Expect(200).Json;
    }

    public async Task RemoveAsync(string id) => (await DeleteAsync($"/v1/prompts/{id}")).Expect(204);

    /// <param name="from">The address it comes from, as a proxy on this machine would tell.</param>
    public async Task<long> LikeAsync(string id, string? from = null) => (await PutAsync($"/v1/prompts/{id}/like", Forwarded(from))).Expect(200)["likes"].GetInt64();

    public async Task<long> UnlikeAsync(string id, string? from = null) => (await DeleteAsync($"/v1/prompts/{id}/like", Forwarded(from))).Expect(200)["likes"].GetInt64();

    public async Task<long> SaveAsync(string id, string? from = null) => (await PutAsync($"/v1/prompts/{id}/save", Forwarded(from))).Expect(200)["saves"].GetInt64();

    private static (string Name, string Value)[] Forwarded(string? from) => from is null ? [] : [("X-Forwarded-For", from)];

    public async Task<JsonElement> ForkAsync(string id, object? changes = null) => (await PostAsync($"/v1/prompts/{id}/forks", changes)).Expect(201).Json;

    /// <summary>Comments on a prompt, or answers a comment.</summary>
    public async Task<JsonElement> CommentAsync(string id, string body, string? parentId = null) => (await PostAsync($"/v1/prompts/{id}/comments", new { body, parentId })).Expect(201).Json;

    public async Task<long> FollowAsync(ApiCaller user) => (await PutAsync($"/v1/users/{user.Handle}/follow")).Expect(200)["followers"].GetInt64();

    /// <summary>The ids that a search for these words finds.</summary>
    public async Task<string[]> SearchAsync(string words) => (await GetAsync($"/v1/search?limit=100&q={Uri.EscapeDataString(words)}")).Expect(200).Json.ItemIds();

    /// <summary>Reads a list page by page to its end.</summary>
    /// <param name="afterPage">Runs between two pages.</param>
    public async Task<List<JsonElement>> WalkAsync(string path, int limit, Func<int, Task>? afterPage = null)
    {
        var items = new List<JsonElement>();
        string? cursor = null;
        for (var page = 1; ; page++)
        {
            Assert.True(page <= 500, $"{path} has no end");
            var mark = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var answer = (await GetAsync($"{path}{mark}limit={limit}" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)))).Expect(200);
            items.AddRange(answer["items"].EnumerateArray());
            Assert.True(answer["items"].GetArrayLength() <= limit, $"{answer} has more than {limit} items");
            cursor = answer["nextCursor"].GetString();
            if (cursor is null) return items;
            if (afterPage is not null) await afterPage(page);
        }
    }

    /// <summary>Imports a file and waits until the job has ended.</summary>
    public async Task<JsonElement> ImportAsync(string format, string text, string? contentType = null) =>
        await EndOfAsync((await StartImportAsync(format, text, contentType)).Expect(202)["job"].Id());

    public Task<Answer> StartImportAsync(string format, string text, string? contentType = null, params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(text));
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return SendAsync("POST", $"/v1/import?format={format}", content, headers);
    }

    /// <summary>The job once it has ended.</summary>
    public async Task<JsonElement> EndOfAsync(string jobId, TimeSpan? patience = null) => await Eventually.AsksUntilAsync(
        async () => (await GetAsync($"/v1/jobs/{jobId}")).Expect(200).Json, job => job.Text("state") != "running", patience);
}
