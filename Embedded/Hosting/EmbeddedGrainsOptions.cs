using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Embedded.Hosting;

/// <summary>The limits and times of the grain runtime.</summary>
public sealed class EmbeddedGrainsOptions
{
    /// <summary>How many calls may wait for one activation; one more is refused at once.</summary>
    /// <value>The default value is 10,000.</value>
    [Range(1, 10_000_000)]
    public int MailboxLimit { get; set; } = 10_000;

    /// <summary>How many items may wait for one stream subscriber; one more is dropped and counted.</summary>
    /// <value>The default value is 1,000.</value>
    [Range(1, 10_000_000)]
    public int StreamQueueLimit { get; set; } = 1_000;

    /// <summary>How long callers wait when the method has no [ResponseTimeout].</summary>
    /// <value>The default value is 30 seconds.</value>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>By how much a timeout may be late.</summary>
    /// <value>The default value is 100 milliseconds.</value>
    public TimeSpan CallTimeoutResolution { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>After how much time without a call a grain is deactivated.</summary>
    /// <value>The default value is 15 minutes.</value>
    public TimeSpan IdleAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often idle grains are looked for; by this much a deactivation may be late.</summary>
    /// <value>The default value is 1 minute.</value>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a grain may take to activate.</summary>
    /// <value>The default value is 30 seconds.</value>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a grain may take in OnDeactivateAsync.</summary>
    /// <value>The default value is 30 seconds.</value>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the host waits at shutdown for calls to finish and grains to deactivate.</summary>
    /// <value>The default value is 25 seconds, less than the host's own 30.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(25);
}
