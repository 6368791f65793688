using System.Collections.Immutable;
using System.Globalization;
using PromptGrid.Api.Accounts;
using PromptGrid.Api.Auth;
using PromptGrid.Api.Auth.External;
using PromptGrid.Api.Http;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Media;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Users;
using PromptGrid.Web.Language;
using PromptGrid.Web.Settings;

namespace PromptGrid.Api.Pages;

/// <summary>One's account: profile, address, password, devices, API keys, data, and its end.</summary>
public static class SettingsPages
{
    private static readonly string[] Sections = ["profile", "email", "password", "logins", "sessions", "keys"];

    public static void MapSettingsPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/settings", (HttpContext context, IGrainFactory grains) => ShowAsync(context, grains, model => model with { Done = Array.Find(Sections, s => s == context.Request.Query["done"]) })).RequireViewer();
        routes.MapForm("/settings/logins", LoginsAsync).RequireViewer();
        routes.MapForm("/settings/profile", ProfileAsync).RequireViewer();
        routes.MapForm("/settings/picture/delete", RemovePictureAsync).RequireViewer();
        routes.MapForm("/settings/email", EmailAsync).RequireViewer();
        routes.MapForm("/settings/password", PasswordAsync).RequireViewer();
        routes.MapForm("/settings/sessions", SessionsAsync).RequireViewer();
        routes.MapForm("/settings/keys", MakeKeyAsync).RequireViewer();
        routes.MapForm("/settings/keys/delete", DeleteKeyAsync).RequireViewer();
        routes.MapForm("/settings/delete", DeleteAsync).RequireViewer();
    }

    private static async Task<IResult> ProfileAsync(HttpContext context, IGrainFactory grains, OwnerCards cards)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var links = form.Lines("links");
        var patch = new ProfilePatch(form["displayName"], form.Text("bio"), null, links, ["displayName", "bio", "links"]);
        var edited = await grains.User(context.CallerId()!).EditProfileAsync(patch);
        cards.Forget(context.CallerId()!);
        if (edited.TryGet(out _, out failure)) return Done("profile");
        return await RefuseAsync(context, grains, failure, field => field.Split('[')[0], model => model with { DisplayName = form["displayName"] ?? "", Bio = form.Text("bio") ?? "", Links = form.Text("links") ?? "" });
    }

    private static async Task<IResult> RemovePictureAsync(HttpContext context, IGrainFactory grains, OwnerCards cards)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out _, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var edited = await grains.User(context.CallerId()!).EditProfileAsync(new ProfilePatch(null, null, null, null, ["avatarUrl"]));
        cards.Forget(context.CallerId()!);
        return edited.TryGet(out _, out failure) ? Done("profile") : await PageResult.ErrorAsync(context, failure);
    }

    private static async Task<IResult> EmailAsync(HttpContext context, IGrainFactory grains, Credentials credentials)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if ((await credentials.ChangeEmailAsync(context.Caller()!, form["emailPassword"], form["email"], operation: null)).TryGet(out _, out failure)) return Done("email");
        return await RefuseAsync(context, grains, failure, field => field == "password" ? "emailPassword" : field, model => model with { Email = form["email"] ?? "" });
    }

    private static async Task<IResult> PasswordAsync(HttpContext context, IGrainFactory grains, Credentials credentials)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        return (await credentials.ChangePasswordAsync(context.Caller()!, form["currentPassword"], form["newPassword"], operation: null)).TryGet(out _, out failure)
            ? Done("password")
            : await RefuseAsync(context, grains, failure, field => field, model => model);
    }

    private static async Task<IResult> LoginsAsync(HttpContext context, IGrainFactory grains, SignIns signIns, ExternalProviders providers)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var caller = context.Caller()!;
        // A way in is worth as much as the password: whoever merely found the browser open must not add one.
        if (!(await signIns.ConfirmAsync(caller, form["loginsPassword"])).TryGet(out _, out failure))
        {
            return await RefuseAsync(context, grains, failure, _ => "loginsPassword", model => model);
        }

        if (form["link"] is { } provider && providers.IsOn(provider)) return ExternalSignInPages.Begin(context, provider, "/settings?done=logins#logins", caller.SessionId);
        if (form["unlink"] is not { } login) return await PageResult.ErrorAsync(context, Failure.NotFound("provider"));
        if ((await grains.User(caller.UserId).UnlinkAsync(login)).TryGet(out _, out failure)) return Done("logins");
        if (failure.Code != FailureCode.Conflict) return await PageResult.ErrorAsync(context, failure);
        var text = (await PageRequest.SiteAsync(context)).Text;
        return await ShowAsync(context, grains, model => model with { Problem = text["settings.wrong-lastLogin"] }, StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> SessionsAsync(HttpContext context, IGrainFactory grains, Tokens tokens)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var caller = context.Caller()!;
        var user = grains.User(caller.UserId);
        var closed = form["id"] is { } id && id != "others" ? await user.CloseSessionAsync(id) : await user.CloseOtherSessionsAsync(caller.SessionId);
        // One that is not there any more is signed out as asked; every other token is looked up anew.
        tokens.ForgetUser(caller.UserId, caller.SessionId);
        return closed.TryGet(out _, out failure) ? Done("sessions") : await PageResult.ErrorAsync(context, failure);
    }

    private static async Task<IResult> MakeKeyAsync(HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var now = time.GetUtcNow();
        DateTimeOffset? end = int.TryParse(form["keyDays"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 3_660 ? now.AddDays(days) : null;
        ImmutableArray<string> wanted = [form["keyScope"] == ApiKeyScopes.Write ? ApiKeyScopes.Write : ApiKeyScopes.Read];
        if (!ApiKeyRules.Check(form["keyName"], wanted, end, now).TryGet(out var scopes, out failure)) return await RefuseAsync(context, grains, failure, _ => "keyName", model => model);
        var secret = ApiKeys.Make();
        var draft = new ApiKeyDraft(form["keyName"]!, ApiKeyRules.HashOf(secret), ApiKeyRules.PrefixOf(secret), scopes, end);
        if (!(await grains.User(context.CallerId()!).CreateKeyAsync(draft, operation: null)).TryGet(out _, out failure)) return await RefuseAsync(context, grains, failure, _ => "keyName", model => model);
        // The answer itself shows the key: it is kept nowhere, not even for a page after this one.
        var page = await ShowAsync(context, grains, model => model with { NewKey = secret });
        context.Response.Headers.CacheControl = "no-store";
        return page;
    }

    private static async Task<IResult> DeleteKeyAsync(HttpContext context, IGrainFactory grains, ApiKeys keys)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var userId = context.CallerId()!;
        var deleted = await grains.User(userId).DeleteKeyAsync(form["id"] ?? "");
        keys.Forget(userId);
        return deleted.TryGet(out _, out failure) || failure.Code == FailureCode.NotFound ? Done("keys") : await PageResult.ErrorAsync(context, failure);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, IGrainFactory grains, Credentials credentials, OwnerCards owners)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var caller = context.Caller()!;
        var handle = (await owners.GetAsync(caller.UserId, context.RequestAborted)).Handle;
        if (form["deleteHandle"] != handle) return await RefuseAsync(context, grains, Failure.Invalid("deleteHandle", "is not the handle"), field => field, model => model);
        if (!(await credentials.DeleteAccountAsync(caller, form["deletePassword"])).TryGet(out _, out failure)) return await RefuseAsync(context, grains, failure, _ => "deletePassword", model => model);
        SiteCookie.Remove(context);
        return PageResult.SeeOther("/");
    }

    private static IResult Done(string section) => PageResult.SeeOther($"/settings?done={section}#{section}");

    /// <summary>The page again, with what is wrong beside its fields.</summary>
    private static async Task<IResult> RefuseAsync(HttpContext context, IGrainFactory grains, Failure failure, Func<string, string> fieldOf, Func<SettingsModel, SettingsModel> change)
    {
        // Without a password, having signed in shortly before is the proof: the section of sign-ins says so.
        if (failure.Code == FailureCode.Forbidden) return PageResult.SeeOther("/settings?problem=again#logins");
        if (failure.Code is not (FailureCode.Validation or FailureCode.Conflict)) return await PageResult.ErrorAsync(context, failure);
        var text = (await PageRequest.SiteAsync(context)).Text;
        var fields = failure.Errors is { Count: > 0 } errors ? errors.Keys.Select(fieldOf).Distinct() : [fieldOf("")];
        return await ShowAsync(context, grains, model => change(model) with { Errors = fields.ToDictionary(f => f, f => Explain(f, failure, text)) }, Problems.Describe(failure.Code).Status);
    }

    private static string Explain(string field, Failure failure, Phrases text) => field switch
    {
        "email" => text[failure.Code == FailureCode.Conflict ? "signup.email-taken" : "signup.email-invalid"],
        "emailPassword" or "currentPassword" or "loginsPassword" or "deletePassword" => text["settings.wrong-password"],
        "newPassword" => text["signup.password-invalid"],
        "displayName" => text["signup.displayName-invalid"],
        "keyName" => text[failure.Code == FailureCode.Conflict ? "settings.wrong-keys" : "settings.wrong-keyName"],
        _ => text["settings.wrong-" + field],
    };

    private static async Task<IResult> ShowAsync(HttpContext context, IGrainFactory grains, Func<SettingsModel, SettingsModel> change, int status = StatusCodes.Status200OK)
    {
        var caller = context.Caller()!;
        var user = grains.User(caller.UserId);
        if (!(await user.GetAsync()).TryGet(out var snapshot, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var account = snapshot.User;
        var logins = account.ExternalLogins ?? [];
        var model = new SettingsModel
        {
            Handle = account.Handle,
            DisplayName = account.DisplayName,
            Picture = MediaAddress.IsAddress(account.AvatarUrl) ? account.AvatarUrl : null,
            Bio = account.Bio,
            Links = string.Join('\n', account.Links),
            Email = account.Email,
            HasPassword = account.HasPassword,
            Logins = [.. logins.Select(l => new LoginModel(l, l.Split(':')[0]))],
            Providers = [.. context.RequestServices.GetRequiredService<ExternalProviders>().Names.Where(p => !logins.Any(l => l.StartsWith(p + ':', StringComparison.Ordinal)))],
            Problem = Array.Find(ExternalSignInPages.Problems, p => p == context.Request.Query["problem"]) is { } problem ? (await PageRequest.SiteAsync(context)).Text["external." + problem] : null,
            Sessions = [.. (await user.GetSessionsAsync()).Reverse().Select(s => new SessionModel(s.Id, s.Device, s.RefreshedAt, s.Id == caller.SessionId)).OrderByDescending(s => s.IsCurrent)],
            Keys = [.. (await user.GetKeysAsync()).Reverse().Select(k => new KeyModel(k.Id, k.Name, k.Prefix, k.Scopes.Contains(ApiKeyScopes.Write), k.ExpiresAt, k.LastUsedAt))],
        };
        return await PageResult.RenderAsync<SettingsPage>(context, new { Model = change(model) }, status);
    }
}
