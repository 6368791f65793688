using Microsoft.Extensions.DependencyInjection;

namespace PromptGrid.Api.Tests.Support;

/// <summary>Changes services after the host added all of its own.</summary>
public sealed class LastWord(Action<IServiceCollection> change) : IServiceProviderFactory<IServiceCollection>
{
    public IServiceCollection CreateBuilder(IServiceCollection services) => services;

    public IServiceProvider CreateServiceProvider(IServiceCollection containerBuilder)
    {
        change(containerBuilder);
        return containerBuilder.BuildServiceProvider();
    }
}
