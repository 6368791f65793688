using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Tests.Common;

public sealed class FailureTests
{
    [Fact]
    public void Without_errors_there_is_no_failure() => Assert.Null(new ValidationErrors().ToFailure());

    [Fact]
    public void Everything_wrong_with_a_field_is_reported_at_once_fields_in_ordinal_order()
    {
        var failure = new ValidationErrors().Add("title", "one").Add("Zulu", "two").Add("title", "three").ToFailure()!;
        Assert.Equal(FailureCode.Validation, failure.Code);
        Assert.Equal(["Zulu", "title"], failure.Errors!.Keys);
        Assert.Equal<string>(["one", "three"], failure.Errors["title"]);
    }

    [Fact]
    public void A_field_reports_at_most_ten_problems()
    {
        var errors = new ValidationErrors();
        for (var i = 0; i < 1_000; i++) errors.Add("tags", "bad");
        Assert.Equal(10, errors.ToFailure()!.Errors!["tags"].Length);
    }

    [Fact]
    public void A_result_has_a_value_or_a_failure_and_never_both()
    {
        Result<string> good = "value";
        Result<string> bad = Failure.NotFound("prompt");
        Assert.True(good.TryGet(out var value, out var none));
        Assert.Equal("value", value);
        Assert.Null(none);
        Assert.False(bad.TryGet(out value, out var failure));
        Assert.Null(value);
        Assert.Equal(FailureCode.NotFound, failure.Code);
    }
}
