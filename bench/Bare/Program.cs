// Kestrel and nothing else: it answers every request with bytes it was given once. The ceiling for any answer of that size.
byte[] prompt = [], board = [];
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
app.MapPut("/bytes/{name}", async (string name, HttpRequest request) =>
{
    using var body = new MemoryStream();
    await request.Body.CopyToAsync(body);
    if (name == "board") board = body.ToArray();
    else prompt = body.ToArray();
});
app.MapGet("/v1/prompts/{id}", (HttpContext context) => SendAsync(context, prompt));
app.MapGet("/v1/trending", (HttpContext context) => SendAsync(context, board));
app.Run();

static Task SendAsync(HttpContext context, byte[] body)
{
    context.Response.ContentType = "application/json; charset=utf-8";
    context.Response.ContentLength = body.Length;
    return context.Response.Body.WriteAsync(body).AsTask();
}
