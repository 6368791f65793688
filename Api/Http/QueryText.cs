namespace PromptGrid.Api.Http;

/// <summary>Reads query parameters strictly: a parameter given twice where one is meant is an error, not a guess.</summary>
public static class QueryText
{
    public static Result<string?> One(HttpContext context, string name, int lengthMax)
    {
        var values = context.Request.Query[name];
        if (values.Count == 0) return (string?)null;
        if (values.Count > 1) return Failure.Invalid(name, "is given more than once");
        return TextRules.Check(values[0], lengthMax, multiline: false) is { } problem ? Failure.Invalid(name, problem) : string.IsNullOrWhiteSpace(values[0]) ? null : values[0];
    }

    /// <summary>All values of a filter, given repeatedly or separated by commas; at most 20.</summary>
    public static Result<System.Collections.Immutable.ImmutableArray<string>> Many(HttpContext context, string name, int lengthMax)
    {
        var values = context.Request.Query[name].SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();
        if (values.Length > 20) return Failure.Invalid(name, "has more than 20 values");
        foreach (var value in values)
        {
            if (TextRules.Check(value, lengthMax, multiline: false) is { } problem) return Failure.Invalid(name, problem);
        }

        return System.Collections.Immutable.ImmutableArray.Create(values);
    }
}
