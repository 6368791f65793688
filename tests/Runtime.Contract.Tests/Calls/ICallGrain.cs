namespace PromptGrid.Runtime.Contract.Tests.Calls;

[Alias("contract.ICallGrain")]
public interface ICallGrain : IGrainWithStringKey
{
    [Alias("echo")]
    Task<Parcel> EchoAsync(Parcel parcel);

    [Alias("echo-value")]
    ValueTask<Parcel> EchoValueAsync(Parcel parcel, bool late);

    [Alias("keep")]
    Task KeepAsync(Parcel parcel);

    [Alias("kept")]
    Task<Parcel> KeptAsync();

    [Alias("fail")]
    Task<int> FailAsync(string message, bool late);

    [Alias("fail-value")]
    ValueTask FailValueAsync(string message, bool late);

    [OneWay, Alias("one-way")]
    Task OneWayAsync(string door, bool fails);

    /// <summary>Counts "inside", waits at the door, then counts "through".</summary>
    [Alias("wait")]
    Task WaitAtAsync(string door);

    [ResponseTimeout("00:00:00.250"), Alias("wait-briefly")]
    Task WaitBrieflyAtAsync(string door);

    [AlwaysInterleave, Alias("ping")]
    Task PingAsync();

    [Alias("next")]
    Task<int> NextAsync();
}
