namespace Orleans.Streams.Core;

/// <summary>Lets a grain attach an observer when the first item of a subscription arrives at an activation without one.</summary>
public interface IStreamSubscriptionObserver
{
    /// <summary>Called before that item is delivered.</summary>
    Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
}
