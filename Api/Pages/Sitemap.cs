using System.Text;
using System.Xml;
using PromptGrid.Api.Prompts;
using PromptGrid.Domain.Prompts;
using PromptGrid.Search;

namespace PromptGrid.Api.Pages;

/// <summary>
/// What search engines should begin with: the site's lists, popular tags, and the newest and most liked prompts. Made once
/// per <see cref="FreshFor"/> however many ask; links lead to everything else.
/// </summary>
public sealed class Sitemap(ISearchIndex search, PromptCards cards, TimeProvider time)
{
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(10);

    private const int TagsListed = 500;
    private const int PromptsPerOrder = 1_000;
    private const int PageSize = 100;

    private readonly Lock _gate = new();
    private Task<List<(string Path, DateTimeOffset? Changed)>>? _entries;
    private long _madeAt;

    public async Task<byte[]> RenderAsync(string origin)
    {
        using var stream = new MemoryStream();
        await using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Async = true }))
        {
            xml.WriteStartElement("urlset", "http://www.sitemaps.org/schemas/sitemap/0.9");
            foreach (var (path, changed) in await EntriesAsync())
            {
                xml.WriteStartElement("url");
                xml.WriteElementString("loc", origin + path);
                if (changed is { } at) xml.WriteElementString("lastmod", at.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    private Task<List<(string Path, DateTimeOffset? Changed)>> EntriesAsync()
    {
        lock (_gate)
        {
            if (_entries is { IsFaulted: false, IsCanceled: false } && time.GetElapsedTime(_madeAt) < FreshFor) return _entries;
            _madeAt = time.GetTimestamp();
            return _entries = MakeAsync();
        }
    }

    private async Task<List<(string Path, DateTimeOffset? Changed)>> MakeAsync()
    {
        List<(string Path, DateTimeOffset? Changed)> entries = [("/", null), ("/explore", null), ("/docs", null)];
        entries.AddRange(PromptTypes.All.Select(t => ("/types/" + t, (DateTimeOffset?)null)));
        entries.AddRange((await search.ListValuesAsync(SearchField.Tag, TagsListed, null)).Select(t => (Web.Layout.Address.Tag(t.Value), (DateTimeOffset?)null)));
        entries.AddRange((await search.ListValuesAsync(SearchField.Category, TagsListed, null)).Select(c => (Web.Layout.Address.Category(c.Value), (DateTimeOffset?)null)));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sort in (SearchSort[])[SearchSort.Recent, SearchSort.Liked])
        {
            string? cursor = null;
            for (var read = 0; read < PromptsPerOrder; read += PageSize)
            {
                var page = await search.SearchAsync(new SearchQuery { Sort = sort, Limit = PageSize, Cursor = cursor, WithFacets = false, WithHighlights = false });
                var prompts = await cards.LoadAsync([.. page.Hits.Select(h => h.Id).Where(seen.Add)], readerId: null, CancellationToken.None, listedOnly: true);
                entries.AddRange(prompts.Select(p => ($"/@{p.Owner.Handle}/{p.Slug}", (DateTimeOffset?)p.UpdatedAt)));
                if ((cursor = page.NextCursor) is null) break;
            }
        }

        return entries;
    }
}
