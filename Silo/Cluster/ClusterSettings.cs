using System.ComponentModel.DataAnnotations;
using System.Net;

namespace PromptGrid.Silo.Cluster;

/// <summary>Settings of a process of the cluster (section <c>Cluster</c>). Validated at start.</summary>
public sealed class ClusterSettings : IValidatableObject
{
    public const string Section = "Cluster";

    /// <summary>Names this deployment: processes with the same name and database find each other.</summary>
    /// <value>The default value is promptgrid.</value>
    [Required(AllowEmptyStrings = false), StringLength(100)]
    public string ClusterId { get; set; } = "promptgrid";

    /// <summary>Names the service whose grain state is kept. Never change it while there is state.</summary>
    /// <value>The default value is promptgrid.</value>
    [Required(AllowEmptyStrings = false), StringLength(100)]
    public string ServiceId { get; set; } = "promptgrid";

    /// <summary>The silo's name in the list of silos and in logs.</summary>
    /// <value>The default value is the host's name and the silo's port.</value>
    [StringLength(100)]
    public string? SiloName { get; set; }

    /// <summary>The IP address at which this silo listens and others reach it, such as a pod's.</summary>
    /// <value>The default value is the first address of this host that is not the loopback.</value>
    public string? Address { get; set; }

    /// <summary>The port for other silos.</summary>
    /// <value>The default value is 11111.</value>
    [Range(1, 65_535)]
    public int SiloPort { get; set; } = 11_111;

    /// <summary>The port for clients, which the API nodes are.</summary>
    /// <value>The default value is 30000.</value>
    [Range(1, 65_535)]
    public int GatewayPort { get; set; } = 30_000;

    /// <summary>True makes an API node host grains itself, as one more silo. A grid of one process needs nothing else.</summary>
    /// <value>The default value is false.</value>
    public bool CoHosted { get; set; }

    /// <summary>How long a call of a grain may take before its caller hears that its outcome is not known. Longer than it
    /// takes to find out that a silo is dead, so that only lost messages wait for it.</summary>
    /// <value>The default value is 6 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>How often a silo asks the others whether they live, and how long it waits for the answer.</summary>
    /// <value>The default value is 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Questions in a row without an answer after which a silo votes for another's death.</summary>
    /// <value>The default value is 3: a dead silo is left out after about three seconds.</value>
    [Range(1, 100)]
    public int ProbesMissedMax { get; set; } = 3;

    /// <summary>How long a stopping silo may take to finish its calls and to hand its grains over.</summary>
    /// <value>The default value is 30 seconds. A pod's grace period must be longer.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls that may wait for one activation; one more is refused at once.</summary>
    /// <value>The default value is 10,000.</value>
    [Range(1, 10_000_000)]
    public int MailboxLimit { get; set; } = 10_000;

    /// <summary>After how much time without a call a grain is deactivated.</summary>
    /// <value>The default value is 15 minutes.</value>
    [Range(typeof(TimeSpan), "00:02:00", "7.00:00:00")]
    public TimeSpan IdleAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The share of the memory at which idle grains are put out early, in percent; they are put out until five
    /// percent less are used.</summary>
    /// <value>The default value is 80.</value>
    [Range(10, 100)]
    public double MemoryPercentMax { get; set; } = 80;

    /// <summary>True shows Orleans' dashboard at <c>/dashboard</c> of a silo's health address. It asks for no password: open
    /// that address to operators only.</summary>
    /// <value>The default value is false.</value>
    public bool Dashboard { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is not null && !IPAddress.TryParse(Address, out _)) yield return new ValidationResult($"{Section}:{nameof(Address)} is '{Address}', which is not an IP address.");
        if (CallTimeout <= ProbeTimeout * ProbesMissedMax)
        {
            yield return new ValidationResult($"{Section}:{nameof(CallTimeout)} must be longer than {nameof(ProbeTimeout)} × {nameof(ProbesMissedMax)}: calls to a dead silo would time out before its death is known.");
        }
    }
}
