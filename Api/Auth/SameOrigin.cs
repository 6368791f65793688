namespace PromptGrid.Api.Auth;

/// <summary>
/// Tells our own pages from others that make a browser send something here. Browsers say which it is
/// (<c>Sec-Fetch-Site</c>, or at least <c>Origin</c>) and no page can change what they say, so that forms need no token.
/// </summary>
public static class SameOrigin
{
    /// <summary>What our own modules send with every request: another site's page cannot, without a CORS answer that
    /// never comes for cookies.</summary>
    public const string Header = "X-PromptGrid";

    /// <summary>True when it is certain that one of our own pages, or no browser at all, sent this.</summary>
    /// <param name="provesIt">Whether a request that says nothing counts: not where a cookie speaks for somebody.</param>
    public static bool Holds(HttpContext context, bool provesIt)
    {
        var headers = context.Request.Headers;
        if (headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site) return site is "same-origin" || (site is "none" && !provesIt);
        if (headers.Origin.ToString() is { Length: > 0 } origin) return origin == $"{context.Request.Scheme}://{context.Request.Host.Value}";
        return !provesIt || headers.ContainsKey(Header);
    }

    public static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
