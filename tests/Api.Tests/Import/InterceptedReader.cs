using System.Reflection;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Tests.Import;

/// <summary>A reader of the ledger whose calls a test sees before they are made; it may throw instead.</summary>
public class InterceptedReader : DispatchProxy
{
    private ILedgerReader? _inner;
    private Action<string, object?[]>? _before;

    public static ILedgerReader Around(ILedgerReader inner, Action<string, object?[]> before)
    {
        var reader = Create<ILedgerReader, InterceptedReader>();
        var self = (InterceptedReader)reader;
        (self._inner, self._before) = (inner, before);
        return reader;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _before!(targetMethod!.Name, args ?? []);
        return targetMethod.Invoke(_inner, args);
    }
}
