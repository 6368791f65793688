namespace PromptGrid.Web.Errors;

/// <param name="TraceId">What support needs to find the request.</param>
public sealed record ErrorModel(int Status, string TraceId);
