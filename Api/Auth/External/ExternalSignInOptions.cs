using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Api.Auth.External;

/// <summary>Signing in by way of others (section <c>ExternalSignIn</c>). A provider is on when it has a client id. Validated at
/// start.</summary>
public sealed class ExternalSignInOptions : IValidatableObject
{
    public const string Section = "ExternalSignIn";

    /// <summary>Where browsers reach this server, such as <c>https://prompts.example.org</c>; the providers must know
    /// <c>{PublicUrl}/v1/auth/external/{provider}/callback</c>. Without it, whatever address the browser used.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Origins, such as <c>https://app.example.org</c>, whose pages may be returned to beside this server's own. The
    /// default is none.</summary>
    public string[] ReturnOrigins { get; set; } = [];

    public ExternalProviderOptions GitHub { get; set; } = new()
    {
        AuthorizeUrl = "https://github.com/login/oauth/authorize",
        TokenUrl = "https://github.com/login/oauth/access_token",
        UserUrl = "https://api.github.com/user",
        EmailsUrl = "https://api.github.com/user/emails",
        Scope = "read:user user:email",
    };

    public ExternalProviderOptions Google { get; set; } = new()
    {
        AuthorizeUrl = "https://accounts.google.com/o/oauth2/v2/auth",
        TokenUrl = "https://oauth2.googleapis.com/token",
        UserUrl = "https://openidconnect.googleapis.com/v1/userinfo",
        Scope = "openid email profile",
    };

    /// <summary>The origins to which browsers are sent to sign in.</summary>
    public IEnumerable<string> AuthorizeOrigins() =>
        ((ExternalProviderOptions[])[GitHub, Google]).Where(p => p.IsOn && IsAddress(p.AuthorizeUrl)).Select(p => new Uri(p.AuthorizeUrl).GetLeftPart(UriPartial.Authority)).Distinct();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl is { Length: > 0 } address && !IsAddress(address)) yield return Wrong(nameof(PublicUrl), "must be an http or https address");
        foreach (var origin in ReturnOrigins)
        {
            if (!IsAddress(origin) || new Uri(origin).GetLeftPart(UriPartial.Authority) != origin) yield return Wrong(nameof(ReturnOrigins), $"holds '{origin}', which is no origin such as https://app.example.org");
        }

        foreach (var (name, provider) in ((string, ExternalProviderOptions)[])[(nameof(GitHub), GitHub), (nameof(Google), Google)])
        {
            if (!provider.IsOn) continue;
            if (string.IsNullOrEmpty(provider.ClientSecret)) yield return Wrong($"{name}:{nameof(provider.ClientSecret)}", "is required where there is a ClientId");
            foreach (var url in (string?[])[provider.AuthorizeUrl, provider.TokenUrl, provider.UserUrl, provider.EmailsUrl ?? provider.UserUrl])
            {
                if (!IsAddress(url)) yield return Wrong(name, $"has '{url}', which is no http or https address");
            }
        }
    }

    private static ValidationResult Wrong(string setting, string problem) => new($"{Section}:{setting} {problem}.");

    private static bool IsAddress(string? text) => TextRules.IsWebUrl(text);
}

/// <summary>One provider, and where it is reached.</summary>
public sealed class ExternalProviderOptions
{
    /// <summary>What the provider knows this server by; empty (the default) turns the provider off.</summary>
    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>Where the browser goes to sign in.</summary>
    public string AuthorizeUrl { get; set; } = "";

    /// <summary>Where a code is exchanged.</summary>
    public string TokenUrl { get; set; } = "";

    /// <summary>Who signed in.</summary>
    public string UserUrl { get; set; } = "";

    /// <summary>Their e-mail addresses, where the provider tells them apart from the user.</summary>
    public string? EmailsUrl { get; set; }

    public string Scope { get; set; } = "";

    public bool IsOn => !string.IsNullOrEmpty(ClientId);
}
