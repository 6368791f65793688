using System.Reflection;

namespace PromptGrid.Embedded.Registration;

/// <summary>An assembly whose grain classes take part in a host.</summary>
internal sealed record GrainAssembly(Assembly Assembly);
