using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using PromptGrid.Grains.Interfaces;

namespace PromptGrid.Silo.Cluster;

/// <summary>
/// Repeats a call once that was rejected, or whose outcome is not known because a silo died or took too long, if repeating
/// it changes nothing: see <see cref="IdempotentAttribute"/>.
/// </summary>
internal sealed partial class RepeatOnce(TimeProvider time, ILogger<RepeatOnce> logger) : IOutgoingGrainCallFilter
{
    // Time for the news of a death to arrive.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<MethodInfo, bool> _idempotent = new();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
            if (context.Response?.Exception is not { } failure || !MayRepeat(context, failure)) return;
            LogRepeated(context.InterfaceName, context.MethodName, failure.GetType().Name);
        }
        catch (Exception e) when (MayRepeat(context, e))
        {
            LogRepeated(context.InterfaceName, context.MethodName, e.GetType().Name);
        }

        await Task.Delay(Pause, time);
        await context.Invoke();
    }

    private bool MayRepeat(IOutgoingGrainCallContext context, Exception failure) =>
        failure is OrleansMessageRejectionException or TimeoutException or Orleans.Runtime.SiloUnavailableException
        && context.InterfaceMethod is { } method
        && (_idempotent.GetOrAdd(method, static m => m.IsDefined(typeof(IdempotentAttribute))) || IsStamped(context));

    private static bool IsStamped(IOutgoingGrainCallContext context)
    {
        for (var i = 0; i < context.Request.GetArgumentCount(); i++)
        {
            if (context.Request.GetArgument(i) is Grains.Interfaces.Prompts.OperationStamp or Grains.Interfaces.Prompts.IStampedCommand { Operation: not null }) return true;
        }

        return false;
    }

    [LoggerMessage(6004, LogLevel.Information, "{Interface}.{Method} failed with {Failure} and is called once more.")]
    private partial void LogRepeated(string @interface, string method, string failure);
}
