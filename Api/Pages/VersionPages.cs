using System.Globalization;
using System.Text.Json;
using PromptGrid.Api.Http;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Prompts;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Versions;
using PromptGrid.Ledger;
using PromptGrid.Web.Prompts;

namespace PromptGrid.Api.Pages;

/// <summary>The history of a prompt, with what changed between two versions.</summary>
public static class VersionPages
{
    private const int Shown = 100;

    public static void MapVersionPages(this IEndpointRouteBuilder routes) => routes.MapPage("/@{handle}/{slug}/versions", VersionsAsync);

    private static async Task<IResult> VersionsAsync(string handle, string slug, HttpContext context, ILedgerReader reader, PromptReads reads)
    {
        var cancellationToken = context.RequestAborted;
        if (await PromptPages.ResolveAsync(reader, handle, slug, cancellationToken) is not { } id) return await PageResult.ErrorAsync(context, Failure.NotFound("prompt"));
        if (!(await reads.FindAsync(id, context.Viewer(), cancellationToken)).TryGet(out var prompt, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var newest = prompt.Version.Number;
        // A page answers something for any address: numbers that no version has show the latest step.
        var to = Number(context, "to") is { } t && t <= newest ? t : newest;
        var from = Number(context, "from") is { } f && f <= newest ? f : Math.Max(1, to - 1);
        var oldest = Math.Max(1, newest - Shown + 1);
        var numbers = Enumerable.Range(oldest, newest - oldest + 1).Union([from, to]);
        var versions = (await reader.ReadDocumentsAsync([.. numbers.Select(n => PromptVersionDocument.IdOf(id, n))], cancellationToken))
            .Select(d => JsonSerializer.Deserialize(d.Body, DomainJson.Stored.PromptVersionDocument)!).ToDictionary(v => v.Version.Number);
        // Deleted while it was read.
        if (!versions.ContainsKey(from) || !versions.ContainsKey(to)) return await PageResult.ErrorAsync(context, Failure.NotFound("prompt"));
        var diff = PromptDiff.Of(versions[from], versions[to]);
        var model = new VersionsModel(
            prompt.Title, $"/@{prompt.Owner.Handle}/{prompt.Slug}", prompt.Visibility == Visibilities.Public,
            [.. versions.Values.OrderByDescending(v => v.Version.Number).Select(Line)], Line(versions[from]), Line(versions[to]), [.. Sections(diff)]);
        return await PageResult.RenderAsync<VersionsPage>(context, new { Model = model });
    }

    private static VersionModel Line(PromptVersionDocument version) => new(version.Version.Number, version.Version.Semver, version.Version.Note, version.Version.CreatedAt);

    private static int? Number(HttpContext context, string name) =>
        int.TryParse(context.Request.Query[name].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static IEnumerable<DiffSectionModel> Sections(PromptDiff diff)
    {
        if (!diff.Content.Hunks.IsEmpty) yield return new DiffSectionModel("content", "", Lines(diff.Content));
        foreach (var message in diff.Messages.Where(m => m.Text is not null)) yield return new DiffSectionModel("message", message.ToRole ?? message.FromRole ?? "", Lines(message.Text!));
        foreach (var parameter in diff.Parameters) yield return Values("parameter", parameter.Path.TrimStart('/'), parameter.From?.ToString(), parameter.To?.ToString());
        foreach (var variable in diff.Variables) yield return Values("variable", variable.Name, Text(variable.From), Text(variable.To));
    }

    private static List<DiffLineModel> Lines(TextDiff diff)
    {
        var lines = new List<DiffLineModel>();
        foreach (var hunk in diff.Hunks)
        {
            if (hunk.FromLine > 1 || lines.Count > 0) lines.Add(new DiffLineModel("gap", null, null, []));
            lines.AddRange(hunk.Lines.Select(l => new DiffLineModel(l.Kind, l.From, l.To, l.Words is { } words ? [.. words.Select(w => (w.Text, w.Kind != DiffKinds.Equal))] : [(l.Text, false)])));
        }

        return lines;
    }

    private static DiffSectionModel Values(string key, string name, string? from, string? to)
    {
        var lines = new List<DiffLineModel>();
        if (from is not null) lines.Add(new DiffLineModel(DiffKinds.Delete, null, null, [(from, false)]));
        if (to is not null) lines.Add(new DiffLineModel(DiffKinds.Insert, null, null, [(to, false)]));
        return new DiffSectionModel(key, name, lines);
    }

    private static string? Text(PromptVariable? variable) =>
        variable is null ? null : string.Join(", ", new[] { variable.Type, variable.Required ? "required" : "optional", variable.Default?.ToString(), variable.Description }.Where(p => !string.IsNullOrEmpty(p)));
}
