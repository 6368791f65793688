using Orleans.Streams;
using Orleans.Streams.Core;

namespace PromptGrid.Runtime.Contract.Tests.Streams;

/// <summary>Subscribed by its class to every stream of the namespace that has its key.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class WokenGrain(Signals signals) : Grain, IWokenGrain, IStreamSubscriptionObserver
{
    public const string Namespace = "implicit";

    private bool _inTurn;

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<int>().ResumeAsync(async (item, _) =>
        {
            if (_inTurn)
                signals.Count("interleaved");
            _inTurn = true;
            await Task.Yield();
            _inTurn = false;
            signals.Note($"woken {this.GetPrimaryKeyString()}", $"{item}");
            signals.Count($"woken {this.GetPrimaryKeyString()}");
        });

    public async Task WaitAtAsync(string door)
    {
        _inTurn = true;
        signals.Count("inside");
        await signals.PassAsync(door);
        _inTurn = false;
    }

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
