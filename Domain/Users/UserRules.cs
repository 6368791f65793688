using System.Collections.Immutable;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Media;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Domain.Users;

/// <summary>Decides about accounts. Pure.</summary>
public static class UserRules
{
    public const int HandleLengthMin = 2;
    public const int HandleLengthMax = 39;
    public const int PasswordLengthMin = 10;
    public const int PasswordLengthMax = 200;
    public const int EmailLengthMax = 254;
    public const int DisplayNameLengthMax = 80;
    public const int BioLengthMax = 500;
    public const int LinksMax = 5;
    public const int UrlLengthMax = 500;
    public const int SessionsMax = 50;

    /// <summary>That a session is in use is written down at most this often.</summary>
    public static readonly TimeSpan SessionUseNotedEvery = TimeSpan.FromHours(1);
    public const int ExternalLoginsMax = 10;

    /// <summary>For so long after a refresh token was used its coming back is an accident: two windows at once, or an answer
    /// that was lost. Later somebody holds a copy.</summary>
    public static readonly TimeSpan ReuseGrace = TimeSpan.FromSeconds(10);

    /// <summary>Names that would collide with pages or pretend to speak for the site.</summary>
    private static readonly ImmutableHashSet<string> Reserved =
        ["admin", "administrator", "api", "docs", "help", "me", "moderator", "new", "promptgrid", "root", "search", "settings", "support", "system"];

    /// <summary>Checks what somebody registers with.</summary>
    public static Failure? CheckRegistration(string? handle, string? email, string? password, string? displayName)
    {
        var errors = new ValidationErrors();
        CheckHandle(errors, handle);
        CheckEmail(errors, "email", email);
        CheckPassword(errors, "password", password);
        TextRules.CheckLabel(errors, "displayName", displayName, DisplayNameLengthMax);
        return errors.ToFailure();
    }

    /// <summary>Checks a handle that somebody chose.</summary>
    public static Failure? CheckHandle(string? handle)
    {
        var errors = new ValidationErrors();
        CheckHandle(errors, handle);
        return errors.ToFailure();
    }

    /// <summary>A handle made of a name from elsewhere; <c>user</c> when nothing of it can be kept.</summary>
    public static string HandleFrom(string? name)
    {
        // A slug is never empty: only with something behind the name one sees whether anything of it was kept.
        if (string.IsNullOrWhiteSpace(name) || Slugs.FromTitle(name + "-x") is "x") return "user";
        var handle = Slugs.FromTitle(name);
        handle = handle[..Math.Min(handle.Length, HandleLengthMax)].Trim('-');
        return handle.Length < HandleLengthMin ? "user" : handle;
    }

    /// <summary>The <paramref name="number"/>th handle of that name: <c>name-2</c>, <c>name-3</c> …</summary>
    public static string NumberedHandle(string handle, int number)
    {
        var suffix = FormattableString.Invariant($"-{number}");
        return handle[..Math.Min(handle.Length, HandleLengthMax - suffix.Length)].TrimEnd('-') + suffix;
    }

    /// <summary>A name from elsewhere as a display name; null when it cannot be one.</summary>
    public static string? DisplayNameFrom(string? name) =>
        name is not null && TextRules.CleanLabel(name).Trim() is { Length: > 0 } clean && TextRules.CheckLabel(clean, DisplayNameLengthMax) is null ? clean : null;

    private static void CheckHandle(ValidationErrors errors, string? handle)
    {
        if (string.IsNullOrEmpty(handle)) errors.Add("handle", "is required");
        else if (!IsHandle(handle)) errors.Add("handle", $"must be {HandleLengthMin}–{HandleLengthMax} of a–z, 0–9 and -");
        else if (Reserved.Contains(handle)) errors.Add("handle", "is reserved");
    }

    public static void CheckEmail(ValidationErrors errors, string field, string? email)
    {
        if (string.IsNullOrEmpty(email)) errors.Add(field, "is required");
        else if (!IsEmail(email)) errors.Add(field, "is not an e-mail address");
    }

    /// <summary>Checks a password that somebody chose.</summary>
    public static void CheckPassword(ValidationErrors errors, string field, string? password)
    {
        if (string.IsNullOrEmpty(password)) errors.Add(field, "is required");
        else if (password.Length is < PasswordLengthMin or > PasswordLengthMax) errors.Add(field, $"must have {PasswordLengthMin} to {PasswordLengthMax} characters");
        else if (TextRules.Check(password, PasswordLengthMax) is { } problem) errors.Add(field, problem);
    }

    public static bool IsHandle(string handle) =>
        handle.Length is >= HandleLengthMin and <= HandleLengthMax && handle.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');

    /// <summary>One @, something on both sides, a dot in the domain, no spaces, control or invisible characters.</summary>
    public static bool IsEmail(string email)
    {
        if (email.Length > EmailLengthMax || TextRules.CheckLabel(email, EmailLengthMax, required: true) is not null) return false;
        var at = email.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || at != email.LastIndexOf('@') || email.Any(char.IsWhiteSpace)) return false;
        var domain = email[(at + 1)..];
        return domain.Contains('.', StringComparison.Ordinal) && !domain.StartsWith('.') && !domain.EndsWith('.');
    }

    /// <summary>The form in which e-mail addresses are compared.</summary>
    public static string NormalizeEmail(string email) => email.Trim().ToLowerInvariant();

    public static UserDocument Register(string id, UserRegistration registration, DateTimeOffset now) => new()
    {
        Id = id,
        Handle = registration.Handle,
        Email = registration.Email.Trim(),
        PasswordHash = registration.PasswordHash,
        DisplayName = string.IsNullOrWhiteSpace(registration.DisplayName) ? registration.Handle : registration.DisplayName.Trim(),
        ExternalLogins = registration.ExternalLogin is { } login ? [login] : null,
        CreatedAt = now,
    };

    /// <summary>What stays of a deleted account: its id and when it was, nothing about a person.</summary>
    public static UserDocument Delete(UserDocument user, DateTimeOffset now) => user with
    {
        Handle = "",
        Email = "",
        PasswordHash = "",
        DisplayName = "",
        Bio = "",
        AvatarUrl = null,
        Links = [],
        ExternalLogins = null,
        DeletedAt = now,
    };

    /// <summary>The profile after an edit; an edit that changes nothing returns the same document.</summary>
    public static Result<UserDocument> EditProfile(UserDocument user, ProfilePatch patch)
    {
        var errors = new ValidationErrors();
        bool Has(string field) => patch.Fields.Contains(field);
        if (Has("displayName")) TextRules.CheckLabel(errors, "displayName", patch.DisplayName, DisplayNameLengthMax, required: true, known: user.DisplayName);
        if (Has("bio")) TextRules.Check(errors, "bio", patch.Bio, BioLengthMax);
        if (Has("avatarUrl") && !string.IsNullOrEmpty(patch.AvatarUrl) && !MediaAddress.IsAddress(patch.AvatarUrl)) CheckUrl(errors, "avatarUrl", patch.AvatarUrl);
        var links = Has("links") && patch.Links is { IsDefault: false } given ? given : [];
        if (links.Length > LinksMax) errors.Add("links", $"has more than {LinksMax} entries");
        for (var i = 0; i < Math.Min(links.Length, LinksMax); i++) CheckUrl(errors, $"links[{i}]", links[i]);
        if (errors.ToFailure() is { } failure) return failure;
        var edited = user with
        {
            DisplayName = Has("displayName") ? patch.DisplayName!.Trim() : user.DisplayName,
            Bio = Has("bio") ? patch.Bio?.Trim() ?? "" : user.Bio,
            AvatarUrl = Has("avatarUrl") ? (string.IsNullOrEmpty(patch.AvatarUrl) ? null : patch.AvatarUrl) : user.AvatarUrl,
            Links = Has("links") && !links.SequenceEqual(user.Links) ? links : user.Links,
        };
        return edited == user ? user : edited;
    }

    /// <summary>Adds a session; over <see cref="SessionsMax"/> those refreshed longest ago end.</summary>
    public static ImmutableArray<UserSession> Open(ImmutableArray<UserSession> sessions, string id, DateTimeOffset now, string? device = null)
    {
        var kept = sessions.IsDefault ? [] : sessions;
        while (kept.Length >= SessionsMax) kept = kept.Remove(kept.MinBy(s => s.RefreshedAt)!);
        return kept.Add(new UserSession(id, 1, now, now, device));
    }

    private static void CheckUrl(ValidationErrors errors, string field, string? url)
    {
        if (url is null || url.Length > UrlLengthMax || !TextRules.IsWebUrl(url)) errors.Add(field, $"must be an http or https URL of at most {UrlLengthMax} characters");
    }
}
