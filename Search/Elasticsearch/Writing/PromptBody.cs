using System.Globalization;
using System.Text.Json;
using PromptGrid.Search.Analysis;
using PromptGrid.Search.Elasticsearch.Indices;

namespace PromptGrid.Search.Elasticsearch.Writing;

/// <summary>A prompt as the index stores it.</summary>
internal static class PromptBody
{
    public static void Write(Utf8JsonWriter json, SearchDocument prompt)
    {
        var (titleKey, titleWords) = TitleKey.Of(prompt.Title);
        json.WriteString(Fields.Kind, Fields.PromptKind);
        json.WriteString(Fields.Id, prompt.Id);
        json.WriteNumber(Fields.Revision, prompt.Revision);
        json.WriteString(Fields.Title, prompt.Title);
        json.WriteString(Fields.TitleKey, titleKey);
        json.WriteNumber(Fields.TitleWords, titleWords);
        json.WriteString(Fields.Description, prompt.Description);
        json.WriteString(Fields.Content, prompt.Content);
        json.WriteString(Fields.Type, prompt.Type);
        json.Strings(Fields.Tags, prompt.Tags);
        json.Strings(Fields.Models, prompt.Models);
        if (prompt.Category is not null)
            json.WriteString(Fields.Category, prompt.Category);
        if (prompt.License is not null)
            json.WriteString(Fields.License, prompt.License);
        json.WriteString(Fields.Author, prompt.AuthorHandle);
        json.WriteString(Fields.AuthorId, prompt.AuthorId);
        json.WriteString(Fields.Created, Time(prompt.CreatedAt));
        json.WriteString(Fields.Updated, Time(prompt.UpdatedAt));
        json.WriteNumber(Fields.Likes, prompt.Likes);
        json.WriteNumber(Fields.Saves, prompt.Saves);
        json.WriteNumber(Fields.Forks, prompt.Forks);
        json.WriteNumber(Fields.Trending, Fields.NoTrending);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
