using System.Text.Json;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Moderation;
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

    private static async Task<IResult> RegisterAsync(HttpContext context, Passwords passwords, Tokens tokens, IGrainFactory grains, ILedgerReader reader, IIdGenerator ids, RefusedWords refused)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.RegisterRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        var request = body.Value;
        if (UserRules.CheckRegistration(request.Handle, request.Email, request.Password, request.DisplayName) is { } invalid) return invalid.ToResult();
        if (refused.Refuses(request.Handle!)) return Failure.Invalid("handle", "holds a word that no handle may hold").ToResult();
        if (!Idempotency.Read(context, body.Hash).TryGet(out var operation, out failure)) return failure.ToResult();
        if (!(await passwords.HashAsync(request.Password!)).TryGet(out var hash, out failure)) return failure.ToResult();

        var registered = await grains.User(ids.New(EntityIds.User)).RegisterAsync(new UserRegistration(request.Handle!, request.Email!, hash, request.DisplayName), operation);
        if (!registered.TryGet(out var reply, out failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, reply.Replayed);
        return await SignInAsync(reply.Value, grains, reader, tokens, created: true);
    }

    private static async Task<IResult> LoginAsync(HttpContext context, Passwords passwords, Tokens tokens, IGrainFactory grains, ILedgerReader reader)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.LoginRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        var (login, password) = body.Value;
        var errors = new ValidationErrors();
        TextRules.Check(errors, "login", login, UserRules.EmailLengthMax, required: true, multiline: false);
        TextRules.Check(errors, "password", password, UserRules.PasswordLengthMax, required: true);
        if (errors.ToFailure() is { } invalid) return invalid.ToResult();

        var user = await FindAsync(login!, grains, reader, context.RequestAborted);
        if (!(await passwords.VerifyAsync(user?.User, password!)).TryGet(out var right, out failure)) return failure.ToResult();
        return right && user is not null
            ? await SignInAsync(user, grains, reader, tokens, created: false)
            : new Failure(FailureCode.Unauthenticated, "Login or password is wrong.").ToResult();
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

    private static async Task<IResult> LogoutAsync(HttpContext context, Tokens tokens, IGrainFactory grains)
    {
        var caller = context.Caller()!;
        if (!(await grains.User(caller.UserId).CloseSessionAsync(caller.SessionId)).TryGet(out _, out var failure)) return failure.ToResult();
        tokens.Forget(caller.SessionId);
        return TypedResults.NoContent();
    }

    private static async Task<UserSnapshot?> FindAsync(string login, IGrainFactory grains, ILedgerReader reader, CancellationToken cancellationToken)
    {
        var byEmail = login.Contains('@', StringComparison.Ordinal);
        var userId = byEmail
            ? await reader.ResolveKeyAsync(UniqueKeys.Email, UserRules.NormalizeEmail(login), cancellationToken)
            : await reader.ResolveKeyAsync(UniqueKeys.Handle, login.Trim().ToLowerInvariant(), cancellationToken);
        return userId is null ? null : (await grains.User(userId).GetAsync()).Value;
    }

    private static async Task<IResult> SignInAsync(UserSnapshot user, IGrainFactory grains, ILedgerReader reader, Tokens tokens, bool created)
    {
        var opened = await grains.User(user.User.Id).OpenSessionAsync();
        return opened.TryGet(out var session, out var failure) ? await SessionAsync(user, session, reader, tokens, created) : failure.ToResult();
    }

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
