using System.Text.RegularExpressions;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Pages;

/// <summary>One's account by plain forms.</summary>
[Collection(Collections.Accounts)]
public sealed partial class SettingsPageTests(ApiServer server)
{
    [Fact]
    public async Task A_profile_is_changed_and_mistakes_stand_beside_their_fields()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        (await visitor.SendAsync("/settings/profile", ("displayName", "Ada L."), ("bio", "Line\r\ntwo"), ("links", "https://a.example\r\nhttps://b.example"))).Expect(303);
        var me = (await visitor.AskAsync("/v1/me")).Expect(200);
        Assert.Equal("Ada L.", me["displayName"].GetString());
        Assert.Equal("Line\ntwo", me["bio"].GetString());
        Assert.Equal(2, me["links"].GetArrayLength());

        var refused = (await visitor.SendAsync("/settings/profile", ("displayName", ""), ("links", "javascript:alert(1)"))).Expect(400);
        Assert.Contains("id=\"f-displayName-error\"", refused.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"#f-links\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal("Ada L.", (await visitor.AskAsync("/v1/me"))["displayName"].GetString());
    }

    [Fact]
    public async Task Address_and_password_change_only_with_the_password()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        var address = visitor.Handle + "@new.example";
        Assert.Contains("id=\"f-emailPassword-error\"", (await visitor.SendAsync("/settings/email", ("email", address), ("emailPassword", "not the right one"))).Expect(400).Text, StringComparison.Ordinal);
        (await visitor.SendAsync("/settings/email", ("email", address), ("emailPassword", ApiCaller.Password))).Expect(303);
        Assert.Equal(address, (await visitor.AskAsync("/v1/me"))["email"].GetString());

        var wrong = (await visitor.SendAsync("/settings/password", ("currentPassword", "not the right one"), ("newPassword", "another fine password"))).Expect(400);
        Assert.Contains("id=\"f-currentPassword-error\"", wrong.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("another fine password", wrong.Text, StringComparison.Ordinal);
        (await visitor.SendAsync("/settings/password", ("currentPassword", ApiCaller.Password), ("newPassword", "another fine password"))).Expect(303);
        (await server.Nobody.PostAsync("/v1/auth/login", new { login = visitor.Handle, password = ApiCaller.Password })).Expect(401);
        (await server.Nobody.PostAsync("/v1/auth/login", new { login = visitor.Handle, password = "another fine password" })).Expect(200);
        (await visitor.AskAsync("/v1/me")).Expect(200);
    }

    [Fact]
    public async Task Other_devices_are_signed_out_and_this_one_stays()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        var token = (await server.Nobody.PostAsync("/v1/auth/login", new { login = visitor.Handle, password = ApiCaller.Password })).Expect(200)["accessToken"].GetString();
        (await server.Nobody.GetAsync("/v1/me", ("Authorization", "Bearer " + token))).Expect(200);
        (await visitor.SendAsync("/settings/sessions", ("id", "others"))).Expect(303);
        (await server.Nobody.GetAsync("/v1/me", ("Authorization", "Bearer " + token))).Expect(401);
        (await visitor.AskAsync("/v1/me")).Expect(200);
    }

    [Fact]
    public async Task An_API_key_is_shown_once_works_and_is_deleted()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        (await visitor.SendAsync("/settings/keys", ("keyName", ""))).Expect(400);
        var made = (await visitor.SendAsync("/settings/keys", ("keyName", "laptop"), ("keyScope", "read"), ("keyDays", "30"))).Expect(200);
        Assert.Equal("no-store", made.Header("Cache-Control"));
        var key = Key().Match(made.Text).Value;
        Assert.NotEmpty(key);
        Assert.Equal(visitor.Handle, (await server.Nobody.GetAsync("/v1/me", ("Authorization", "Bearer " + key))).Expect(200)["handle"].GetString());
        var later = (await visitor.GetAsync("/settings")).Expect(200);
        Assert.DoesNotContain(key, later.Text, StringComparison.Ordinal);
        Assert.Contains("laptop", later.Text, StringComparison.Ordinal);
        var id = (await visitor.AskAsync("/v1/me/keys"))["items"][0].GetProperty("id").GetString()!;
        (await visitor.SendAsync("/settings/keys/delete", ("id", id))).Expect(303);
        (await server.Nobody.GetAsync("/v1/me", ("Authorization", "Bearer " + key))).Expect(401);
    }

    [Fact]
    public async Task An_account_goes_only_with_its_handle_and_password()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        (await visitor.SendAsync("/settings/delete", ("deleteHandle", "somebody"), ("deletePassword", ApiCaller.Password))).Expect(400);
        (await visitor.SendAsync("/settings/delete", ("deleteHandle", visitor.Handle), ("deletePassword", "not the right one"))).Expect(400);
        (await visitor.SendFromElsewhereAsync("/settings/delete", ("deleteHandle", visitor.Handle), ("deletePassword", ApiCaller.Password))).Expect(403);
        (await visitor.AskAsync("/v1/me")).Expect(200);
        (await visitor.SendAsync("/settings/delete", ("deleteHandle", visitor.Handle), ("deletePassword", ApiCaller.Password))).Expect(303);
        (await server.Nobody.GetAsync($"/v1/users/{visitor.Handle}")).Expect(404);
        (await server.Nobody.PostAsync("/v1/auth/login", new { login = visitor.Handle, password = ApiCaller.Password })).Expect(401);
    }

    [GeneratedRegex("pgk_[0-9A-Za-z]{40}")]
    private static partial Regex Key();
}
