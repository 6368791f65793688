using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PromptGrid.Api.Auth;
using PromptGrid.Api.Import;
using PromptGrid.Api.Json;
using PromptGrid.Api.Users;

namespace PromptGrid.Cli.Http;

/// <summary>Talks to a PromptGrid server as one user. Refreshes its access token when that ends and it may.</summary>
/// <exception cref="CommandException">Any call: the server refused, or what answers is no PromptGrid.</exception>
/// <exception cref="HttpRequestException">Any call: nobody answered.</exception>
internal sealed class GridClient : IDisposable
{
    private readonly HttpClient _http;
    private string? _accessToken;
    private string? _refreshToken;

    public GridClient(Uri server)
    {
        // A redirect would take password or token to somebody else.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15) })
        {
            BaseAddress = server,
            // An upload takes as long as it takes; a person stops it.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("promptgrid-cli", "1"));
    }

    /// <summary>A server's address as people type it, as the base of all others.</summary>
    public static Uri ParseAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? new Uri(uri.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/")
            : throw new CommandException($"'{address}' is not the address of a server, such as https://prompts.example.org.");

    /// <summary>From now on, asks with these tokens.</summary>
    public void Use(string accessToken, string? refreshToken)
    {
        _accessToken = accessToken;
        _refreshToken = refreshToken;
    }

    /// <summary>Signs in.</summary>
    /// <returns>The user, or null when login or password are wrong.</returns>
    public async Task<MeView?> LoginAsync(string login, string password, CancellationToken cancellationToken)
    {
        using var response = await PostAsync("v1/auth/login", new LoginRequest(login, password), ApiJson.Web.LoginRequest, cancellationToken);
        return response.StatusCode == HttpStatusCode.Unauthorized ? null : await EnterAsync(response, cancellationToken);
    }

    /// <summary>Creates an account and signs in.</summary>
    public async Task<MeView> RegisterAsync(string handle, string email, string password, CancellationToken cancellationToken)
    {
        using var response = await PostAsync("v1/auth/register", new RegisterRequest(handle, email, password, null), ApiJson.Web.RegisterRequest, cancellationToken);
        return await EnterAsync(response, cancellationToken);
    }

    /// <summary>The user whose token is used.</summary>
    public async Task<MeView> MeAsync(CancellationToken cancellationToken)
    {
        using var response = await GetAsync("v1/me", cancellationToken);
        return await ReadAsync(response, ApiJson.Web.MeView, cancellationToken);
    }

    /// <summary>Uploads a file as an import.</summary>
    /// <returns>The job that the server runs from now on, whether anybody asks for it or not.</returns>
    public async Task<JobView> ImportAsync(string format, string? license, HttpContent body, CancellationToken cancellationToken)
    {
        var query = license is null ? "" : "&license=" + Uri.EscapeDataString(license);
        using var request = Authorized(HttpMethod.Post, $"v1/import?format={format}{query}");
        request.Content = body;
        using var response = await _http.SendAsync(request, cancellationToken);
        return (await ReadAsync(response, ApiJson.Web.JobEnvelope, cancellationToken)).Job;
    }

    /// <summary>How far a job is; null when the server cannot say now and may be asked again.</summary>
    public async Task<JobView?> JobAsync(string id, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await GetAsync("v1/jobs/" + Uri.EscapeDataString(id), cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }

        using (response)
        {
            return response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
                ? null
                : await ReadAsync(response, ApiJson.Web.JobView, cancellationToken);
        }
    }

    /// <summary>Begins an export; its body is still to be read.</summary>
    public async Task<HttpResponseMessage> ExportAsync(string format, string scope, CancellationToken cancellationToken)
    {
        using var request = Authorized(HttpMethod.Get, $"v1/export?format={format}&scope={scope}");
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await RefusedAsync(response, cancellationToken);
    }

    /// <summary>Ends the session, as far as that works.</summary>
    public async Task LogoutAsync()
    {
        try
        {
            using var request = Authorized(HttpMethod.Post, "v1/auth/logout");
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            using var response = await _http.SendAsync(request, timeout.Token);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The session ends by itself later.
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = Authorized(HttpMethod.Get, path);
        var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized || _refreshToken is not { } refresh) return response;

        response.Dispose();
        using (var refreshed = await PostAsync("v1/auth/refresh", new RefreshRequest(refresh), ApiJson.Web.RefreshRequest, cancellationToken))
        {
            await EnterAsync(refreshed, cancellationToken);
        }

        using var again = Authorized(HttpMethod.Get, path);
        return await _http.SendAsync(again, cancellationToken);
    }

    private HttpRequestMessage Authorized(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        if (_accessToken is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private Task<HttpResponseMessage> PostAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _http.PostAsync(path, JsonContent.Create(body, type), cancellationToken);

    private async Task<MeView> EnterAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var session = await ReadAsync(response, ApiJson.Web.SessionView, cancellationToken);
        Use(session.AccessToken, session.RefreshToken);
        return session.User;
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            if (response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync(type, cancellationToken) is { } value) return value;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            // Whatever that was, it is none of the answers of a PromptGrid.
            throw Strange(response);
        }

        throw await RefusedAsync(response, cancellationToken);
    }

    private async Task<CommandException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            if (await response.Content.ReadFromJsonAsync(ApiJson.Web.Problem, cancellationToken) is { Detail: { } detail } problem)
            {
                var fields = problem.Errors is { Count: > 0 } errors ? " " + string.Join("; ", errors.Take(5).Select(e => $"{e.Key}: {string.Join(", ", e.Value)}")) + "." : "";
                return new CommandException(Words.Printable($"The server refused: {detail}{fields}"));
            }
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            // As strange as an answer that is no problem at all.
        }

        return Strange(response);
    }

    private CommandException Strange(HttpResponseMessage response) => new($"{_http.BaseAddress} did not answer as a PromptGrid server does (status {(int)response.StatusCode}).");
}
