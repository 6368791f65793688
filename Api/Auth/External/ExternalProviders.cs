using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace PromptGrid.Api.Auth.External;

/// <summary>Talks to the providers: OAuth 2.0 with authorization code and PKCE (RFC 7636). Nothing a provider says is trusted
/// beyond who its user is.</summary>
public sealed class ExternalProviders : IDisposable
{
    public const string GitHub = "github";
    public const string Google = "google";

    private const int AnswerBytesMax = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ImmutableDictionary<string, ExternalProviderOptions> _providers;
    private readonly HttpClient _http;

    public ExternalProviders(IOptions<ExternalSignInOptions> options)
    {
        _providers = ImmutableDictionary<string, ExternalProviderOptions>.Empty.Add(GitHub, options.Value.GitHub).Add(Google, options.Value.Google)
            .Where(p => p.Value.IsOn).ToImmutableDictionary(StringComparer.Ordinal);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Patience, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("PromptGrid", "1"));
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary>The names of those that are on.</summary>
    public IEnumerable<string> Names => _providers.Keys.Order(StringComparer.Ordinal);

    public bool IsOn(string name) => _providers.ContainsKey(name);

    /// <summary>Where to send a browser that shall sign in.</summary>
    public string AuthorizeAddress(string name, string callback, string state, string challenge)
    {
        var provider = _providers[name];
        return QueryHelpers.AddQueryString(provider.AuthorizeUrl, new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = provider.ClientId,
            ["redirect_uri"] = callback,
            ["scope"] = provider.Scope,
            ["state"] = state,
            ["code_challenge"] = challenge,
            ["code_challenge_method"] = "S256",
        });
    }

    /// <summary>Exchanges a code for who signed in; null when the provider refuses it, does not answer, or answers something
    /// else.</summary>
    public async Task<ExternalIdentity?> IdentifyAsync(string name, string code, string callback, string verifier, CancellationToken cancellationToken)
    {
        var provider = _providers[name];
        try
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["client_id"] = provider.ClientId!,
                ["client_secret"] = provider.ClientSecret!,
                ["code"] = code,
                ["redirect_uri"] = callback,
                ["code_verifier"] = verifier,
            });
            using var answer = await _http.PostAsync(provider.TokenUrl, form, cancellationToken);
            if (!answer.IsSuccessStatusCode) return null;
            using var token = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            if (Text(token.RootElement, "access_token") is not { } accessToken) return null;
            using var user = await GetAsync(provider.UserUrl, accessToken, cancellationToken);
            return user is null ? null
                : provider.EmailsUrl is null ? OfOpenId(name, user.RootElement)
                : await OfGitHubAsync(name, user.RootElement, provider.EmailsUrl, accessToken, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private static ExternalIdentity? OfOpenId(string name, JsonElement user)
    {
        if (Text(user, "sub") is not { } subject) return null;
        var verified = user.TryGetProperty("email_verified", out var flag) && flag.ValueKind == JsonValueKind.True;
        var email = verified ? Text(user, "email") : null;
        return new ExternalIdentity(name, subject, email, Text(user, "name"), email?.Split('@')[0]);
    }

    private async Task<ExternalIdentity?> OfGitHubAsync(string name, JsonElement user, string emailsUrl, string accessToken, CancellationToken cancellationToken)
    {
        // The login can be given to somebody else one day; the number cannot.
        if (!user.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.Number) return null;
        using var emails = await GetAsync(emailsUrl, accessToken, cancellationToken);
        if (emails is null || emails.RootElement.ValueKind != JsonValueKind.Array) return null;
        static bool Is(JsonElement email, string flag) => email.TryGetProperty(flag, out var value) && value.ValueKind == JsonValueKind.True;
        var verified = emails.RootElement.EnumerateArray().Where(e => Is(e, "primary") && Is(e, "verified")).Select(e => Text(e, "email")).FirstOrDefault();
        return new ExternalIdentity(name, id.GetRawText(), verified, Text(user, "name"), Text(user, "login"));
    }

    private async Task<JsonDocument?> GetAsync(string url, string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", accessToken) } };
        using var answer = await _http.SendAsync(request, cancellationToken);
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken)) : null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
