using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace PromptGrid.Embedded.Hosting;

/// <summary>Refuses options that would make the runtime wait for ever or not at all, with a sentence per mistake.</summary>
internal sealed class EmbeddedGrainsOptionsValidator : IValidateOptions<EmbeddedGrainsOptions>
{
    public ValidateOptionsResult Validate(string? name, EmbeddedGrainsOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        var failures = results.Select(static each => $"EmbeddedGrains: {each.ErrorMessage}").ToList();
        void Positive(TimeSpan value, string option)
        {
            if (value <= TimeSpan.Zero)
                failures.Add($"EmbeddedGrains: {option} is {value}, but it must be more than zero.");
        }

        if (options.CallTimeout != Timeout.InfiniteTimeSpan)
            Positive(options.CallTimeout, nameof(options.CallTimeout));
        Positive(options.CallTimeoutResolution, nameof(options.CallTimeoutResolution));
        Positive(options.IdleAge, nameof(options.IdleAge));
        Positive(options.CollectionQuantum, nameof(options.CollectionQuantum));
        Positive(options.ActivationTimeout, nameof(options.ActivationTimeout));
        Positive(options.DeactivationTimeout, nameof(options.DeactivationTimeout));
        Positive(options.DrainTimeout, nameof(options.DrainTimeout));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
