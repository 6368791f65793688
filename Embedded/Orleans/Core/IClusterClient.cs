namespace Orleans;

/// <summary>The grains as seen from outside them: from a web request, a hosted service, a test.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The services of the host.</summary>
    IServiceProvider ServiceProvider { get; }
}
