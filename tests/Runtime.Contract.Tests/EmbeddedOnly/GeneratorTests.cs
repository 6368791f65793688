using Microsoft.Extensions.Hosting;
using PromptGrid.Embedded.Hosting;

namespace PromptGrid.Runtime.Contract.Tests.EmbeddedOnly;

public sealed class GeneratorTests
{
    [Theory]
    [InlineData("int")]
    [InlineData("string?")]
    [InlineData("decimal")]
    [InlineData("DateTimeOffset")]
    [InlineData("Guid?")]
    [InlineData("DayOfWeek")]
    [InlineData("CancellationToken")]
    [InlineData("ReadOnlyMemory<byte>")]
    [InlineData("ImmutableArray<string>")]
    [InlineData("ImmutableDictionary<string, Good>")]
    [InlineData("IReadOnlyList<Good>")]
    [InlineData("(int Count, Good Value)")]
    [InlineData("Immutable<byte[]>")]
    [InlineData("Good")]
    [InlineData("GoodOf<Good>")]
    [InlineData("Converted")]
    [InlineData("IOther")]
    [InlineData("[Immutable] byte[]")]
    public void A_type_that_never_changes_may_cross_a_call(string type) => Assert.Empty(GeneratedCode.Errors(Contract(type)));

    [Theory]
    [InlineData("byte[]", "use ReadOnlyMemory<byte>")]
    [InlineData("string[]", "use ImmutableArray<T>")]
    [InlineData("List<int>", "[GenerateSerializer, Immutable]")]
    [InlineData("IReadOnlyList<byte[]>", "use ReadOnlyMemory<byte>")]
    [InlineData("object", "[GenerateSerializer, Immutable]")]
    [InlineData("Unmarked", "[GenerateSerializer, Immutable]")]
    [InlineData("Mutable", "mark it [Immutable]")]
    [InlineData("Unsendable", "mark it [GenerateSerializer]")]
    [InlineData("GoodOf<Unmarked>", "'Unmarked'")]
    [InlineData("Liar", "its member 'Text' can be set")]
    [InlineData("DeepLiar", "its member 'Items'")]
    [InlineData("ConvertedButMutable", "its member 'Text' can be set")]
    public void A_type_that_can_change_may_not_cross_a_call(string type, string advice)
    {
        var error = Assert.Single(GeneratedCode.Errors(Contract(type)));
        Assert.StartsWith("PGE001: The parameter 'value' of IProbe.TakeAsync", error, StringComparison.Ordinal);
        Assert.Contains(advice, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_that_can_change_is_refused_like_a_parameter() => Assert.StartsWith(
        "PGE001: The result of IProbe.GiveAsync",
        Assert.Single(GeneratedCode.Errors("public interface IProbe : IGrainWithStringKey { Task<byte[]> GiveAsync(); }")),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("void Do();", "it has to return Task")]
    [InlineData("int Number { get; }", "only methods can be called")]
    [InlineData("Task DoAsync<T>(T value);", "generic methods are not supported")]
    [InlineData("Task DoAsync(ref int value);", "cannot be ref")]
    [InlineData("[OneWay] Task<int> DoAsync();", "a one-way call has no result")]
    public void A_member_that_cannot_be_called_is_refused(string member, string reason)
    {
        var errors = GeneratedCode.Errors($"public interface IProbe : IGrainWithStringKey {{ {member} }}");
        Assert.Contains(errors, each => each.StartsWith("PGE002", StringComparison.Ordinal) && each.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_grain_class_that_nobody_else_can_build_is_refused()
    {
        var errors = GeneratedCode.Errors("""
            public interface IProbe : IGrainWithStringKey;
            public sealed class ProbeGrain : Grain, IProbe { private ProbeGrain() { } }
            """);
        Assert.StartsWith("PGE003", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_grain_classes_for_one_interface_stop_the_start_and_are_named()
    {
        var assembly = GeneratedCode.Load("""
            public interface ITwice : IGrainWithStringKey { Task DoAsync(); }
            public sealed class OnceGrain : Grain, ITwice { public Task DoAsync() => Task.CompletedTask; }
            public sealed class AgainGrain : Grain, ITwice { public Task DoAsync() => Task.CompletedTask; }
            """);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddEmbeddedGrains().AddGrains(assembly);
        using var host = builder.Build();
        var exception = await Assert.ThrowsAsync<OrleansException>(() => host.StartAsync());
        Assert.Contains("ITwice is implemented by more than one grain class: AgainGrain, OnceGrain", exception.Message, StringComparison.Ordinal);
    }

    private static string Contract(string type) => $$"""
        public interface IOther : IGrainWithStringKey;
        public interface IProbe : IGrainWithStringKey { Task TakeAsync({{type}} value); }
        [GenerateSerializer, Immutable] public sealed record Good(string Text);
        [GenerateSerializer, Immutable] public sealed record GoodOf<T>(T Value);
        public sealed record Unmarked(string Text);
        [GenerateSerializer] public sealed record Mutable(string Text);
        [Immutable] public sealed record Unsendable(string Text);
        [GenerateSerializer, Immutable] public sealed class Liar { public string Text { get; set; } = ""; }
        [GenerateSerializer, Immutable] public sealed record DeepLiar(Inner Inside);
        public sealed record Inner(List<int> Items);
        public sealed record Converted(string Text);
        public sealed class ConvertedButMutable { public string Text { get; set; } = ""; }
        public struct Surrogate { }
        [RegisterConverter] public sealed class Converter : IConverter<Converted, Surrogate>
        {
            public Converted ConvertFromSurrogate(in Surrogate surrogate) => new("");
            public Surrogate ConvertToSurrogate(in Converted value) => default;
        }
        [RegisterConverter] public sealed class MutableConverter : IConverter<ConvertedButMutable, Surrogate>
        {
            public ConvertedButMutable ConvertFromSurrogate(in Surrogate surrogate) => new();
            public Surrogate ConvertToSurrogate(in ConvertedButMutable value) => default;
        }
        """;
}
