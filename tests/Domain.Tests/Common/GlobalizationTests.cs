using System.Globalization;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tests.Prompts;
using PromptGrid.Domain.Trending;

namespace PromptGrid.Domain.Tests.Common;

/// <summary>The product runs in invariant globalization, and no thread's culture changes what it decides.</summary>
public sealed class GlobalizationTests
{
    [Fact]
    public void The_tests_run_in_invariant_globalization_like_the_product()
    {
        Assert.True(AppContext.TryGetSwitch("System.Globalization.Invariant", out var invariant) && invariant);
        Assert.Equal("é", "é".Normalize(System.Text.NormalizationForm.FormD));
    }

    [Fact]
    public void A_strange_culture_changes_no_document_schema_message_or_key()
    {
        var expected = Everything();
        var strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        strange.NumberFormat = new NumberFormatInfo { NegativeSign = "~", NumberDecimalSeparator = ",", NumberGroupSeparator = ".", PositiveSign = "!" };
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = strange;
            Assert.Equal("~1,5", (-1.5).ToString(CultureInfo.CurrentCulture));
            Assert.Equal(expected, Everything());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static List<string> Everything()
    {
        var prompt = Samples.Publish(Samples.Full);
        var edited = Samples.Edit(prompt, new PromptDraft { Content = "Other {{text}}" }, "content");
        var errors = new ValidationErrors();
        ParameterSchemas.For("chat")!.Normalize(new RawJson("{\"frequencyPenalty\":-2.5,\"topP\":1.5,\"stop\":[1]}"), errors);
        return
        [
            Samples.Json(prompt),
            Samples.Json(edited),
            ParameterSchemas.For("chat")!.ToJsonSchema(),
            string.Join('|', errors.ToFailure()!.Errors!.SelectMany(e => e.Value.Prepend(e.Key))),
            Slugs.Numbered("name", 1_234_567),
            new BoardKey(TrendingWindow.Day, TrendingScope.Global).ToString(),
        ];
    }
}
