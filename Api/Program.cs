using PromptGrid.Api.Hosting;
using PromptGrid.Silo.Hosting;

try
{
    await ApiApplication.Build(args).RunAsync();
    return 0;
}
catch (DataDirectoryInUseException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
