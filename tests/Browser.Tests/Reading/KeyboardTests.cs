using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Reading;

/// <summary>A newcomer who has no pointer: everything is reached by Tab, and one always sees where one is.</summary>
[Collection(GridCollection.Name)]
public sealed class KeyboardTests(Grid grid)
{
    private const int StopsMax = 120;

    [BrowserFact]
    public async Task From_the_first_page_to_a_liked_prompt_of_ones_own_by_keys_alone()
    {
        await using var window = await grid.OpenAsync();
        var keyboard = window.Page.Keyboard;
        await window.GoAsync("/");
        await window.Page.WaitForSelectorAsync("#q[role=combobox]");
        await keyboard.PressAsync("Tab");
        await Assertions.Expect(window.Find(".skip")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Find("main")).ToBeFocusedAsync();
        await PressAsync(window, ".hero a.button");
        await window.Page.WaitForURLAsync("**/explore");
        await PressAsync(window, ".account a.button");
        await window.Page.WaitForURLAsync("**/signup");
        var handle = grid.NewName("keys");
        foreach (var (field, value) in ((string, string)[])[("handle", handle), ("email", handle + "@example.org"), ("password", Grid.Password)])
        {
            await ReachAsync(window, $"[name={field}]");
            await keyboard.TypeAsync(value);
        }

        await keyboard.PressAsync("Enter");
        await PressAsync(window, ".account a[href='/new']");
        await PressAsync(window, ".type-tiles [data-type=text] a");
        await ReachAsync(window, "[name=title]");
        await keyboard.TypeAsync("Typed without a mouse");
        await ReachAsync(window, "[name=content]");
        await keyboard.TypeAsync("Explain {{topic}}.");
        await PressAsync(window, ".compose-side .button");
        await Assertions.Expect(window.Find("h1")).ToHaveTextAsync("Typed without a mouse");
        await window.Page.WaitForSelectorAsync("#q[role=combobox]");
        await PressAsync(window, "[data-react=like]", "Space");
        await Assertions.Expect(window.Find("[data-react=like]")).ToHaveAttributeAsync("aria-pressed", "true");
        await ReachAsync(window, "#v-topic");
        await keyboard.TypeAsync("tides");
        await Assertions.Expect(window.Find("[data-var=topic]")).ToHaveTextAsync("tides");
        await window.GoAsync("/settings");
        await PressAsync(window, ".menu summary");
        await PressAsync(window, ".menu-list form button");
        await Assertions.Expect(window.Find(".menu")).ToHaveCountAsync(0);
    }

    private static async Task PressAsync(Window window, string selector, string key = "Enter")
    {
        await ReachAsync(window, selector);
        await window.Page.Keyboard.PressAsync(key);
    }

    /// <summary>Tabs on until the element has the focus; every stop on the way must show that it has it.</summary>
    private static async Task ReachAsync(Window window, string selector)
    {
        await window.Find(selector).First.WaitForAsync();
        for (var stop = 0; stop < StopsMax; stop++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            var at = await window.Page.EvaluateAsync<string?>("""
                selector => {
                  const here = document.activeElement;
                  if (!here || here === document.body) return 'nothing';
                  const drawn = e => e && getComputedStyle(e).outlineStyle !== 'none' && parseFloat(getComputedStyle(e).outlineWidth) > 0;
                  if (![here, here.closest('.card'), here.closest('label'), here.nextElementSibling].some(drawn)) return 'unseen: ' + here.outerHTML.slice(0, 200);
                  return here.matches(selector) ? 'here' : 'on';
                }
                """, selector);
            if (at == "here") return;
            Assert.False(at!.StartsWith("unseen", StringComparison.Ordinal), at);
        }

        Assert.Fail($"Tab never comes to {selector} on {window.Page.Url}.");
    }
}
