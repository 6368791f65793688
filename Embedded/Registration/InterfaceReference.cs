using Orleans.Runtime;

namespace PromptGrid.Embedded.Registration;

/// <summary>The reference factory of one interface, found once.</summary>
internal static class InterfaceReference<TInterface>
{
    internal static readonly Func<ReferenceSeed, GrainReference> Factory = GrainRegistry.ReferenceFactory(typeof(TInterface));
}
