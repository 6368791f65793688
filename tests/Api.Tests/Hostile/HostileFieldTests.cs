using System.Text.Json.Nodes;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Hostile;

/// <summary>Every field of every body with every kind of wrong value: refused with the field's name, and nothing changed.</summary>
[Collection(Collections.Hostile)]
public sealed class HostileFieldTests(ApiServer server)
{
    private static readonly string[] NoText = ["5", "1e400", "true", "[]", "[\"x\"]", "{}", "{\"x\":1}", "\"a\\u0000b\"", "\"\\u0007\"", "\"\\ud800\"", "\"x\\udc00y\"", "\"\\ude00\\ud83d\""];
    private static readonly string[] NoLabel = ["\"pass\\u202eword\"", "\"\\u2066x\"", "\"zero\\u200bwidth\"", "\"\\u3164\"", "\"a\\ufeff\"", "\"a\\u200db\"", "\"\\udb40\\udc61\""];
    private static readonly string[] NoList = ["\"x\"", "5", "true", "{}", "[null]", "[5]", "[[]]", "[{}]", "[\"ok\",null]", "[\"a\\u0000\"]", "[\"\\ud800\"]", "[\"\"]"];
    private static readonly string[] NoObject = ["\"x\"", "5", "true", "[]", "[{}]"];

    private static string Text(int length) => $"\"{new string('x', length)}\"";

    private static string Many(int count, string item) => "[" + string.Join(',', Enumerable.Range(0, count).Select(i => item.Replace("#", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal))) + "]";

    /// <summary>Fields of a prompt with values that none of them may have.</summary>
    private static readonly (string Field, string[] Values)[] PromptFields =
    [
        ("title", [.. NoText, .. NoLabel, "\"\"", "\"   \"", "null", "\"two\\nlines\"", "\"para\\u2029graph\"", Text(201)]),
        ("content", [.. NoText, "\"\"", "\" \\n \"", "null", Text(100_001)]),
        ("description", [.. NoText, Text(2_001)]),
        ("type", [.. NoText, "\"\"", "\"poem\"", "\"Text\"", "\"text \"", Text(100_000)]),
        ("subType", [.. NoText, .. NoLabel, "\"two\\nlines\"", Text(51)]),
        ("category", [.. NoText, .. NoLabel, "\"two\\nlines\"", Text(51)]),
        ("license", [.. NoText, "\"two\\nlines\"", Text(101)]),
        ("language", [.. NoText, Text(36)]),
        ("visibility", [.. NoText, "\"\"", "\"secret\"", "\"PUBLIC\"", Text(100_000)]),
        ("slug", [.. NoText, "\"-a\"", "\"a-\"", "\"A\"", "\"a b\"", "\"a/b\"", "\"..\"", "\"ä\"", Text(81)]),
        ("versionNote", [.. NoText, Text(501)]),
        ("tags", [.. NoList, .. NoLabel.Select(l => $"[{l}]"), Many(21, "\"tag#\""), $"[{Text(51)}]", "[\"#-_\"]"]),
        ("models", [.. NoList, .. NoLabel.Select(l => $"[{l}]"), Many(21, "\"model#\""), $"[{Text(101)}]"]),
        ("messages", ["\"x\"", "5", "{}", "[null]", "[5]", "[[]]", "[\"x\"]", "[{}]", "[{\"role\":\"user\"}]", "[{\"content\":\"x\"}]", "[{\"role\":null,\"content\":\"x\"}]", "[{\"role\":\"god\",\"content\":\"x\"}]", "[{\"role\":\"user\",\"content\":null}]", "[{\"role\":\"user\",\"content\":\"\"}]",
            "[{\"role\":5,\"content\":\"x\"}]", "[{\"role\":\"user\",\"content\":\"\\ud800\"}]", "[{\"role\":\"user\",\"content\":\"\\u0000\"}]", "[{\"role\":\"user\",\"content\":\"x\",\"content\":\"y\"}]", Many(101, "{\"role\":\"user\",\"content\":\"x\"}"), $"[{{\"role\":\"user\",\"content\":{Text(100_001)}}}]"]),
        ("variables", ["\"x\"", "5", "{}", "[null]", "[5]", "[[]]", "[\"x\"]", "[{}]", "[{\"name\":null}]", "[{\"name\":\"\"}]", "[{\"name\":\"1a\"}]", "[{\"name\":\"a b\"}]", "[{\"name\":5}]", "[{\"name\":\"a\",\"type\":\"date\"}]", "[{\"name\":\"a\",\"type\":null}]", "[{\"name\":\"a\",\"required\":\"yes\"}]", "[{\"name\":\"a\",\"required\":null}]",
            "[{\"name\":\"a\",\"default\":5}]", "[{\"name\":\"a\",\"default\":\"\\ud800\"}]", "[{\"name\":\"a\",\"type\":\"number\",\"default\":1e400}]", "[{\"name\":\"a\",\"description\":\"\\u0000\"}]", "[{\"name\":\"a\"},{\"name\":\"a\"}]", Many(101, "{\"name\":\"v#\"}"), $"[{{\"name\":{Text(65)}}}]", $"[{{\"name\":\"a\",\"default\":{Text(2_001)}}}]"]),
        ("parameters", [.. NoObject, "{\"\":1}", "{\"temperature\":\"hot\"}", "{\"temperature\":1e999}", "{\"maxTokens\":99999999999999999999}", "{\"x\":\"\\ud800\"}", "{\"x\":\"\\u0000\"}", "{\"\\ud800\":1}", "{\"a\\u0000\":1}", "{\"x\":1e400}", "{\"x\":1,\"x\":2}", "{\"extra\":{\"x\":1,\"x\":2}}", $"{{\"x\":{Text(20_001)}}}", $"{{{Text(101)}:1}}", "{\"stop\":[null]}", "{\"stop\":[5]}",
            "{\"x\":" + string.Concat(Enumerable.Repeat("[", 40)) + new string(']', 40) + "}"]),
        ("example", [.. NoObject, "{\"text\":5}", "{\"url\":\"javascript:alert(1)\"}", "{\"url\":\"//example.com\"}", "{\"url\":5}", "{\"text\":\"\\u0000\"}", "{\"text\":\"\\ud800\"}", $"{{\"text\":{Text(20_001)}}}", $"{{\"url\":\"https://example.com/{new string('x', 2_000)}\"}}"]),
    ];

    private static readonly (string Field, string[] Values)[] ProfileFields =
    [
        ("displayName", [.. NoText, .. NoLabel, "\"\"", "null", "\"two\\nlines\"", Text(81)]),
        ("bio", [.. NoText, Text(501)]),
        ("avatarUrl", [.. NoText, "\"x\"", "\"ftp://example.com/\"", "\"https://\"", $"\"https://example.com/{new string('x', 500)}\""]),
        ("links", [.. NoList, "[\"x\"]", Many(6, "\"https://example.com/#\"")]),
    ];

    private static readonly (string Field, string[] Values)[] RegistrationFields =
    [
        ("handle", [.. NoText, .. NoLabel, "\"\"", "null", "\"a\"", "\"A B\"", "\"ünicode\"", "\"__proto__\"", "\"admin\"", Text(40), Text(100_000)]),
        ("email", [.. NoText, "\"a\\u200b@example.com\"", "\"\"", "null", "\"x\"", "\"a@b\"", "\"a@b.c d\"", "\"a@b.c\\nBcc: x\"", Text(300)]),
        ("password", [.. NoText, "\"\"", "null", "\"short\"", Text(201), Text(900_000)]),
        ("displayName", [.. NoText, .. NoLabel, "\"two\\nlines\"", Text(81)]),
    ];

    private static string With(string json, string field, string value)
    {
        // Written as text: a parser would mend what must stay broken.
        var members = JsonNode.Parse(json)!.AsObject().Where(m => m.Key != field).Select(m => $"{JsonSerializer.Serialize(m.Key)}:{m.Value?.ToJsonString() ?? "null"}");
        return "{" + string.Join(',', members.Append($"\"{field}\":{value}")) + "}";
    }

    /// <summary>Fails unless the answer is a validation problem about this field or, for text that is not well formed, about
    /// the body.</summary>
    private static void ExpectRefused(Answer answer, string field, string value)
    {
        answer.ExpectProblem(400, "validation");
        var named = answer["errors"].MemberNames();
        Assert.True(
            named.All(n => n == field || n.StartsWith(field + ".", StringComparison.Ordinal) || n.StartsWith(field + "[", StringComparison.Ordinal) || n == "body"),
            $"{field} = {(value.Length > 100 ? value[..100] : value)}: {answer}");
    }

    [Fact]
    public async Task No_field_of_a_new_prompt_takes_a_value_it_must_not_have()
    {
        var user = await server.SignUpAsync();
        foreach (var (field, values) in PromptFields)
        {
            foreach (var value in values) ExpectRefused(await user.PostAsync("/v1/prompts", With("""{"title":"t","content":"c"}""", field, value)), field, value);
        }

        Assert.Empty(await user.WalkAsync($"/v1/users/{user.Handle}/prompts", 100));
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task No_field_of_a_prompt_takes_a_value_it_must_not_have_in_an_edit()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync("Stays", "as it is")).Id();
        var before = (await user.GetAsync($"/v1/prompts/{id}")).Expect(200);
        foreach (var (field, values) in PromptFields)
        {
            foreach (var value in values) ExpectRefused(await user.PatchAsync($"/v1/prompts/{id}", $"{{\"{field}\":{value}}}", ("If-Match", "*")), field, value);
        }

        var after = (await user.GetAsync($"/v1/prompts/{id}")).Expect(200);
        foreach (var member in (string[])["title", "content", "version", "updatedAt", "parameters", "visibility"]) Assert.Equal(before[member].GetRawText(), after[member].GetRawText());
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task No_field_of_a_fork_takes_a_value_it_must_not_have()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        foreach (var (field, values) in PromptFields.Where(f => f.Field is "title" or "slug" or "visibility"))
        {
            foreach (var value in values.Where(v => v != "null")) ExpectRefused(await user.PostAsync($"/v1/prompts/{id}/forks", $"{{\"{field}\":{value}}}"), field, value);
        }

        Assert.Single(await user.WalkAsync($"/v1/users/{user.Handle}/prompts", 100));
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task No_field_of_a_profile_takes_a_value_it_must_not_have()
    {
        var user = await server.SignUpAsync();
        var before = (await user.GetAsync("/v1/me")).Text;
        foreach (var (field, values) in ProfileFields)
        {
            foreach (var value in values) ExpectRefused(await user.PatchAsync("/v1/me", $"{{\"{field}\":{value}}}"), field, value);
        }

        Assert.Equal(before, (await user.GetAsync("/v1/me")).Text);
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task No_field_of_a_registration_takes_a_value_it_must_not_have()
    {
        var handle = Names.Next("hostile-");
        var account = $$"""{"handle":"{{handle}}","email":"{{handle}}@example.com","password":"{{ApiCaller.Password}}"}""";
        foreach (var (field, values) in RegistrationFields)
        {
            foreach (var value in values) ExpectRefused(await server.Nobody.PostAsync("/v1/auth/register", With(account, field, value)), field, value);
        }

        (await server.Nobody.GetAsync($"/v1/users/{handle}")).ExpectProblem(404, "not-found");
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task Names_of_collections_and_keys_hold_nothing_that_cannot_be_seen()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PostAsync("/v1/collections", new { name = "Fine" })).Expect(201).Json.Id();
        foreach (var value in NoLabel)
        {
            ExpectRefused(await user.PostAsync("/v1/collections", $$"""{"name":{{value}}}"""), "name", value);
            ExpectRefused(await user.PatchAsync($"/v1/collections/{id}", $$"""{"name":{{value}}}""", ("If-Match", "*")), "name", value);
            ExpectRefused(await user.PostAsync("/v1/me/keys", $$"""{"name":{{value}},"scopes":["read"]}"""), "name", value);
        }
    }

    [Fact]
    public async Task What_cannot_be_seen_stays_in_the_text_of_a_prompt_and_emoji_stay_in_its_title()
    {
        const string Content = "Answer \u2067עברית\u2069 without \u200bzero widths\u202e.";
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync("👩\u200d💻 می\u200cخواهم ❤\ufe0f", Content)).Id();
        var read = await user.ReadAsync(id);
        Assert.Equal((Content, "👩\u200d💻 می\u200cخواهم ❤\ufe0f"), (read.Text("content"), read.Text("title")));
    }

    [Fact]
    public async Task Signing_in_with_what_is_no_text_is_refused()
    {
        foreach (var value in (string[])[.. NoText, Text(300), "null", "\"\""])
        {
            ExpectRefused(await server.Nobody.PostAsync("/v1/auth/login", $$"""{"login":{{value}},"password":"p"}"""), "login", value);
            ExpectRefused(await server.Nobody.PostAsync("/v1/auth/login", $$"""{"login":"l","password":{{value}}}"""), "password", value);
            var refresh = (await server.Nobody.PostAsync("/v1/auth/refresh", $$"""{"refreshToken":{{value}}}""")).ExpectProblem();
            Assert.Contains(refresh.Status, (int[])[400, 401]);
        }

        server.ExpectNoBugs();
    }
}
