using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Silo.Cluster;

/// <summary>The processes of a cluster: API nodes, which call grains, and silos, which host them.</summary>
public static class ClusterHost
{
    /// <summary>Adds what an API node needs: the stores it reads, and grains, which live in the silos; or in this process too
    /// when <see cref="ClusterSettings.CoHosted"/> is set.</summary>
    /// <exception cref="InvalidOperationException">A setting is wrong; the message is for a person.</exception>
    public static IServiceCollection AddPromptGrid(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = SettingsOf(configuration);
        if (settings.CoHosted) return services.AddPromptGridSilo(configuration);
        RefuseFileIndex(configuration, "an API node without grains");
        var connectionString = ClusterTarget.ConnectionString(configuration);
        services.AddPromptGridStores(configuration);
        services.AddOrleansClient(client => client.ConfigureClient(settings, connectionString));
        services.AddPromptGridProjections();
        return services;
    }

    /// <summary>Adds a silo: stores, grains and projections.</summary>
    /// <exception cref="InvalidOperationException">A setting is wrong; the message is for a person.</exception>
    public static IServiceCollection AddPromptGridSilo(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = SettingsOf(configuration);
        if (!settings.CoHosted) RefuseFileIndex(configuration, "a silo of its own");
        var connectionString = ClusterTarget.ConnectionString(configuration);
        services.AddPromptGridStores(configuration);
        services.AddOrleans(silo => silo.ConfigureSilo(settings, connectionString));
        services.AddPromptGridProjections().AddPromptGridWakers();
        services.AddPromptGridGrainOptions(configuration);
        services.AddPromptGridAudit(configuration);
        services.Configure<HostOptions>(o => o.ShutdownTimeout = settings.DrainTimeout);
        return services;
    }

    /// <summary>The settings of the section <see cref="ClusterSettings.Section"/>.</summary>
    /// <exception cref="InvalidOperationException">One is wrong; the message says each.</exception>
    public static ClusterSettings SettingsOf(IConfiguration configuration)
    {
        var settings = configuration.GetSection(ClusterSettings.Section).Get<ClusterSettings>() ?? new ClusterSettings();
        var mistakes = new List<ValidationResult>();
        return Validator.TryValidateObject(settings, new ValidationContext(settings), mistakes, validateAllProperties: true)
            ? settings
            : throw new InvalidOperationException(string.Join(" ", mistakes.Select(m => m.ErrorMessage)));
    }

    // An index in a file is fed by the silo that happens to run its projection, and read by nobody else.
    private static void RefuseFileIndex(IConfiguration configuration, string process)
    {
        if (SearchServices.KeepsFile(configuration))
        {
            throw new InvalidOperationException(
                $"{process} cannot search in a file that other processes do not see: set {SearchServices.NodesSetting}, or {SearchServices.Setting} to {SearchServices.None}."
                + $" {SearchServices.Sqlite} is for a grid of one process ({ClusterSettings.Section}:{nameof(ClusterSettings.CoHosted)}).");
        }
    }
}
