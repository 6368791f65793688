using System.Diagnostics;
using PromptGrid.HotPaths;

namespace PromptGrid.Budget.Tests;

/// <summary>A test of code as it is shipped: the debug build's state machines are objects, so it would count others.</summary>
public sealed class OptimizedFactAttribute : FactAttribute
{
    public OptimizedFactAttribute()
    {
        var debug = (DebuggableAttribute?)Attribute.GetCustomAttribute(typeof(QuietGrid).Assembly, typeof(DebuggableAttribute));
        Skip = debug?.IsJITOptimizerDisabled == true ? "Budgets hold for optimized code: dotnet test tests/Budget.Tests -c Release" : null;
    }
}
