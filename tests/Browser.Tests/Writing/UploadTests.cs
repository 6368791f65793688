using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Writing;

[Collection(GridCollection.Name)]
public sealed class UploadTests(Grid grid)
{
    private static readonly FilePayload Dot = new()
    {
        Name = "dot.png",
        MimeType = "image/png",
        Buffer = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
    };

    [BrowserFact]
    public async Task An_image_prompt_shows_the_example_that_its_author_uploaded()
    {
        await using var window = await grid.OpenAsync();
        await window.SignUpAsync(grid.NewName("painter"));
        await window.GoAsync("/new?type=image");
        await window.Page.FillAsync("[name=title]", "Fog over a harbour");
        await window.Page.FillAsync("[name=content]", "A harbour in {{weather}}, long exposure");
        await window.Page.SetInputFilesAsync("[data-upload]", new FilePayload { Name = "not.png", MimeType = "image/png", Buffer = "no picture"u8.ToArray() });
        await Assertions.Expect(window.Find("[data-upload-said]")).Not.ToBeEmptyAsync();
        await Assertions.Expect(window.Find("[name=exampleUrl]")).ToHaveValueAsync("");
        await window.Page.SetInputFilesAsync("[data-upload]", Dot);
        await Assertions.Expect(window.Find("[name=exampleUrl]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^/media/[0-9a-f]{64}\\.png$"));
        await Assertions.Expect(window.Find(".upload img")).ToBeVisibleAsync();
        await window.Find(".compose-side .button").ClickAsync();
        await Assertions.Expect(window.Find("h1")).ToHaveTextAsync("Fog over a harbour");
        Assert.True(await window.Find("img.example").EvaluateAsync<bool>("async picture => { await picture.decode(); return picture.naturalWidth > 0; }"));
    }

    [BrowserFact]
    public async Task A_picture_of_oneself_is_uploaded_and_taken_away()
    {
        await using var window = await grid.OpenAsync();
        var handle = grid.NewName("portrait");
        await window.SignUpAsync(handle);
        await window.GoAsync("/settings");
        await window.Page.WaitForSelectorAsync("#q[role=combobox]");
        await window.Page.SetInputFilesAsync("[data-upload]", Dot);
        await Assertions.Expect(window.Find(".upload img")).ToBeVisibleAsync();
        await window.GoAsync("/@" + handle);
        await Assertions.Expect(window.Find("img.avatar.large")).ToBeVisibleAsync();
        await window.GoAsync("/settings");
        await window.Find("form[action='/settings/picture/delete'] button").ClickAsync();
        await Assertions.Expect(window.Find(".upload img")).ToBeHiddenAsync();
    }
}
