using System.Text.Json;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Auth;

/// <summary>Sign-up, sign-in, refresh and sign-out.</summary>
public static class AuthApi
{
    private static readonly GivesTokensMetadata GivesTokens = new();

    public static void MapAuth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/auth").WithTags("Accounts");
        group.MapPost("/register", RegisterAsync).WithMetadata(GivesTokens).Accepts<RegisterRequest>("application/json").Produces<SessionView>(201).ProducesProblem(400).ProducesProblem(409)
            .WithSummary("Create an account and sign in");
        group.MapPost("/login", LoginAsync).WithMetadata(GivesTokens).Accepts<LoginRequest>("application/json").Produces<SessionView>().ProducesProblem(401)
            .WithSummary("Sign in by handle or e-mail address");
        group.MapPost("/refresh", RefreshAsync).WithMetadata(GivesTokens).Accepts<RefreshRequest>("application/json").Produces<SessionView>().ProducesProblem(401)
            .WithSummary("Exchange a refresh token, once");
        group.MapPost("/logout", LogoutAsync).RequireCaller().Produces(204).WithSummary("End this session");
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, SignIns signIns, ILedgerReader reader, Tokens tokens)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.RegisterRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        if (!Idempotency.Read(context, body.Hash).TryGet(out var operation, out failure)) return failure.ToResult();
        if (!(await signIns.RegisterAsync(body.Value, operation)).TryGet(out var signedIn, out failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, signedIn.Replayed);
        return await SessionAsync(signedIn.User, signedIn.Session, reader, tokens, created: true);
    }

    private static async Task<IResult> LoginAsync(HttpContext context, SignIns signIns, ILedgerReader reader, Tokens tokens)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.LoginRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        return (await signIns.LoginAsync(body.Value.Login, body.Value.Password, context.RequestAborted)).TryGet(out var signedIn, out failure)
            ? await SessionAsync(signedIn.User, signedIn.Session, reader, tokens, created: false)
            : failure.ToResult();
    }

    private static async Task<IResult> RefreshAsync(HttpContext context, Tokens tokens, IGrainFactory grains, ILedgerReader reader)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.RefreshRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        if (tokens.ReadRefresh(body.Value.RefreshToken) is not var (userId, sessionId, generation)) return new Failure(FailureCode.Unauthenticated, "This refresh token is not valid any more; sign in again.").ToResult();
        var user = grains.User(userId);
        if (!(await user.RefreshSessionAsync(sessionId, generation)).TryGet(out var session, out failure))
        {
            tokens.Forget(sessionId);
            return failure.ToResult();
        }

        if (!(await user.GetAsync()).TryGet(out var snapshot, out failure)) return failure.ToResult();
        return await SessionAsync(snapshot, session, reader, tokens, created: false);
    }

    private static async Task<IResult> LogoutAsync(HttpContext context, Tokens tokens, SignIns signIns) =>
        (await signIns.LogoutAsync(context.Caller()!, tokens)).Match(_ => TypedResults.NoContent());

    private static async Task<IResult> SessionAsync(UserSnapshot user, UserSession session, ILedgerReader reader, Tokens tokens, bool created)
    {
        var counts = await reader.ReadDocumentAsync(user.User.Id) is { } document ? UserCountsView.Of(document) : UserCountsView.None;
        var view = new SessionView(
            MeView.Of(user.User, counts),
            tokens.MakeAccess(user.User.Id, session),
            tokens.MakeRefresh(user.User.Id, session),
            (int)Tokens.AccessLifetime.TotalSeconds);
        return Answers.Json(view, ApiJson.Web.SessionView, created ? 201 : 200, noStore: true);
    }
}
