using System.ComponentModel.DataAnnotations;
using System.Net;

namespace PromptGrid.Api.Proxies;

/// <summary>Whose word is taken for where a request came from (section <c>Proxies</c>). Validated at start.</summary>
public sealed class ProxiesOptions : IValidatableObject
{
    public const string Section = "Proxies";

    /// <summary>Networks of the proxies in front of this node, as <c>10.0.0.0/8</c>: their <c>X-Forwarded-For</c> and
    /// <c>X-Forwarded-Proto</c> are believed, and so is each further address of theirs on the way back to the caller. The
    /// default value is none: only proxies on this machine are believed.</summary>
    [MaxLength(64)]
    public string[] Networks { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var network in Networks)
        {
            if (!IPNetwork.TryParse(network, out _)) yield return new ValidationResult($"{Section}:{nameof(Networks)} has '{network}', which is not a network such as 10.0.0.0/8.");
        }
    }
}
