using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
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
        group.MapPost("/refresh", RefreshAsync).WithMetadata(GivesTokens).Accepts<RefreshRequest>("application/json").Produces<SessionView>().ProducesProblem(401).ProducesProblem(409)
            .WithSummary("Exchange a refresh token, once; a repeat with the same Idempotency-Key gets tokens of the same session again");
        group.MapPost("/logout", LogoutAsync).RequireSession().Produces(204).WithSummary("End this session");
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, Passwords passwords, SignIns signIns, IGrainFactory grains, ILedgerReader reader, IIdGenerator ids, RefusedWords refused)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.RegisterRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        var request = body.Value;
        if (UserRules.CheckRegistration(request.Handle, request.Email, request.Password, request.DisplayName) is { } invalid) return invalid.ToResult();
        if (refused.Refuses(request.Handle!)) return Failure.Invalid("handle", "holds a word that no handle may hold").ToResult();
        // The password is left out of what is stored of the operation: a fast hash of it would be worth guessing at.
        var asked = ContentHash.Of(request.Handle, request.Email, request.DisplayName);
        if (!Idempotency.Read(context, asked).TryGet(out var operation, out failure)) return failure.ToResult();
        if (!(await passwords.HashAsync(request.Password!)).TryGet(out var hash, out failure)) return failure.ToResult();

        var registered = await grains.User(ids.New(EntityIds.User)).RegisterAsync(new UserRegistration(request.Handle!, request.Email!, hash, request.DisplayName), operation);
        if (!registered.TryGet(out var reply, out failure)) return failure.ToResult();
        if (reply.Replayed)
        {
            if (!(await passwords.VerifyAsync(reply.Value.User, request.Password!)).TryGet(out var same, out failure)) return failure.ToResult();
            if (!same) return Idempotency.UsedForAnother().ToResult();
        }

        Idempotency.MarkReplayed(context, reply.Replayed);
        return await AnswerAsync(context, await signIns.OpenAsync(reply.Value, context.Request.Headers.UserAgent), reader, created: true);
    }

    private static async Task<IResult> LoginAsync(HttpContext context, SignIns signIns, ILedgerReader reader)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.LoginRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        var (login, password) = body.Value;
        var errors = new ValidationErrors();
        TextRules.Check(errors, "login", login, UserRules.EmailLengthMax, required: true, multiline: false);
        TextRules.Check(errors, "password", password, UserRules.PasswordLengthMax, required: true);
        if (errors.ToFailure() is { } invalid) return invalid.ToResult();
        return (await signIns.CheckAsync(login!, password!, context.RequestAborted)).TryGet(out var user, out failure)
            ? await AnswerAsync(context, await signIns.OpenAsync(user, context.Request.Headers.UserAgent), reader)
            : failure.ToResult();
    }

    private static async Task<IResult> RefreshAsync(HttpContext context, SignIns signIns, Tokens tokens, ILedgerReader reader)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.RefreshRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        var token = body.Value.RefreshToken;
        if (tokens.ReadRefresh(token) is not { } owner) return SignIns.DeadToken().ToResult();
        if (!Idempotency.Read(context, ContentHash.Of(token), owner.UserId).TryGet(out var operation, out failure)) return failure.ToResult();
        if (!(await signIns.RefreshAsync(token, operation)).TryGet(out var renewed, out failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, renewed.Replayed);
        return await AnswerAsync(context, renewed.Value, reader);
    }

    private static async Task<IResult> LogoutAsync(HttpContext context, SignIns signIns) =>
        (await signIns.CloseAsync(context.Caller()!)).Match(_ => TypedResults.NoContent());

    /// <summary>The session with its tokens, or why there is none.</summary>
    internal static async Task<IResult> AnswerAsync(HttpContext context, Result<SignedIn> signedIn, ILedgerReader reader, bool created = false)
    {
        if (!signedIn.TryGet(out var session, out var failure)) return failure.ToResult();
        var user = session.User.User;
        var counts = await reader.ReadDocumentAsync(user.Id, context.RequestAborted) is { } document ? UserCountsView.Of(document) : UserCountsView.None;
        var view = new SessionView(MeView.Of(user, counts), session.AccessToken, session.RefreshToken, (int)Tokens.AccessLifetime.TotalSeconds);
        return Answers.Json(view, ApiJson.Web.SessionView, created ? 201 : 200, noStore: true);
    }
}
