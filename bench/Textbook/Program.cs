// What a good engineer would write in an afternoon: minimal API and Npgsql, pooled and prepared, one transaction per like,
// one SELECT per read. It trusts the token as the user's name, which is cheaper than checking one.
using Npgsql;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(builder.Configuration.GetConnectionString("Textbook"))
{
    MaxPoolSize = 32,
    MaxAutoPrepare = 20,
    AutoPrepareMinUsages = 2,
}.ToString());
await using (var create = source.CreateCommand(
    """
    CREATE TABLE IF NOT EXISTS prompts (id text PRIMARY KEY, body text NOT NULL, likes bigint NOT NULL DEFAULT 0);
    CREATE TABLE IF NOT EXISTS likes (prompt_id text NOT NULL, user_id text NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (prompt_id, user_id));
    CREATE INDEX IF NOT EXISTS likes_by_user ON likes (user_id, at);
    """))
{
    await create.ExecuteNonQueryAsync();
}

var app = builder.Build();
app.MapPut("/prompts/{id}", async (string id, HttpRequest request) =>
{
    using var reader = new StreamReader(request.Body);
    await using var insert = source.CreateCommand("INSERT INTO prompts (id, body) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING");
    insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
    insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = await reader.ReadToEndAsync() });
    await insert.ExecuteNonQueryAsync();
});
app.MapGet("/v1/prompts/{id}", async (string id) =>
{
    await using var select = source.CreateCommand("SELECT body FROM prompts WHERE id = $1");
    select.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
    return await select.ExecuteScalarAsync() is string body ? Results.Text(body, "application/json") : Results.NotFound();
});
app.MapPut("/v1/prompts/{id}/like", (string id, HttpContext context) => SetAsync(id, context, true));
app.MapDelete("/v1/prompts/{id}/like", (string id, HttpContext context) => SetAsync(id, context, false));
app.Run();

async Task<IResult> SetAsync(string id, HttpContext context, bool liked)
{
    var user = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
    await using var connection = await source.OpenConnectionAsync();
    await using var transaction = await connection.BeginTransactionAsync();
    await using var edge = new NpgsqlCommand(liked
        ? "INSERT INTO likes (prompt_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
        : "DELETE FROM likes WHERE prompt_id = $1 AND user_id = $2", connection, transaction);
    edge.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
    edge.Parameters.Add(new NpgsqlParameter<string> { TypedValue = user });
    var change = await edge.ExecuteNonQueryAsync() * (liked ? 1 : -1);
    await using var counter = new NpgsqlCommand("UPDATE prompts SET likes = likes + $2 WHERE id = $1 RETURNING likes", connection, transaction);
    counter.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
    counter.Parameters.Add(new NpgsqlParameter<int> { TypedValue = change });
    var likes = await counter.ExecuteScalarAsync();
    await transaction.CommitAsync();
    return likes is long count ? Results.Json(new Like(liked, count)) : Results.NotFound();
}

internal sealed record Like(bool Liked, long Likes);
