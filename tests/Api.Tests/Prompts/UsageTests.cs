using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Prompts;

[Collection(Collections.Prompts)]
public sealed class UsageTests(ApiServer server)
{
    [Fact]
    public async Task Copies_are_accepted_and_counted_soon()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        foreach (var reader in (ApiCaller[])[server.Nobody, user, await server.SignUpAsync()]) Assert.Empty((await reader.PostAsync($"/v1/prompts/{id}/copies")).Expect(202).Body);
        await Eventually.HoldsAsync(async () => Assert.Equal(3, (await user.ReadAsync(id)).Number("counts.copies")));
    }

    [Fact]
    public async Task Views_are_counted_soon()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        for (var i = 0; i < 4; i++) await server.Nobody.ReadAsync(id);
        await Eventually.HoldsAsync(async () => Assert.True((await user.ReadAsync(id)).Number("counts.views") >= 4));
    }

    [Fact]
    public async Task A_copy_told_twice_with_one_key_counts_once()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        var key = ("Idempotency-Key", Names.Next("copy-"));
        (await user.PostAsync($"/v1/prompts/{id}/copies", null, key)).Expect(202);
        Assert.Equal("true", (await user.PostAsync($"/v1/prompts/{id}/copies", null, key)).Expect(202).Header("Idempotency-Replayed"));
        (await server.Nobody.PostAsync($"/v1/prompts/{id}/copies")).Expect(202);
        await Eventually.HoldsAsync(async () => Assert.Equal(2, (await user.ReadAsync(id)).Number("counts.copies")));
        var other = (await user.PublishAsync()).Id();
        (await user.PostAsync($"/v1/prompts/{other}/copies", null, key)).ExpectProblem(409, "conflict");
    }

    [Fact]
    public async Task A_copy_told_with_a_known_key_and_another_body_is_a_conflict()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        var key = ("Idempotency-Key", Names.Next("copy-"));
        (await user.PostAsync($"/v1/prompts/{id}/copies", new { from = "page" }, key)).Expect(202);
        (await user.PostAsync($"/v1/prompts/{id}/copies", new { from = "list" }, key)).ExpectProblem(409, "conflict");
        (await user.PostAsync($"/v1/prompts/{id}/copies", null, key)).ExpectProblem(409, "conflict");
        Assert.Equal("true", (await user.PostAsync($"/v1/prompts/{id}/copies", new { from = "page" }, key)).Expect(202).Header("Idempotency-Replayed"));
        (await user.PostAsync($"/v1/prompts/{id}/copies", new byte[1_000_001])).ExpectProblem(413, "too-large");
        await Eventually.HoldsAsync(async () => Assert.Equal(1, (await user.ReadAsync(id)).Number("counts.copies")));
    }

    [Fact]
    public async Task A_copy_of_nothing_is_404()
    {
        (await server.Nobody.PostAsync("/v1/prompts/prm_00000000000000000000000000/copies")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task The_raw_text_is_plain_utf8_and_nothing_else()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync(content: "<b>grüß</b>\r\n\t🦆")).Id();
        var raw = (await server.Nobody.GetAsync($"/v1/prompts/{id}/raw")).Expect(200);
        Assert.Equal("text/plain; charset=utf-8", raw.ContentType);
        Assert.Equal("<b>grüß</b>\r\n\t🦆", raw.Text);
        Assert.Equal("nosniff", raw.Header("X-Content-Type-Options"));
    }
}
