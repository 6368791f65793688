namespace PromptGrid.Bench.Driver.Scale;

/// <summary>Scaling is about silos, which this edition has none of.</summary>
internal static class ScaleBench
{
    public static Task RunAsync(string[] words)
    {
        Console.Error.WriteLine("Nothing was measured: scaling over silos needs the Cluster edition (bench/scale.sh builds it with -p:Edition=Cluster).");
        Environment.ExitCode = 2;
        return Task.CompletedTask;
    }
}
