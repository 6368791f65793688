using Orleans.Serialization;

namespace PromptGrid.Silo.Cluster;

/// <summary>Exceptions that keep their type between processes: the API tells one piece of broken infrastructure from
/// another by it.</summary>
internal static class WireExceptions
{
    public static void Allow(ExceptionSerializationOptions options) => options.SupportedNamespacePrefixes.Add(nameof(PromptGrid));
}
