using PromptGrid.Bench.Driver;
using PromptGrid.Bench.Driver.Growth;
using PromptGrid.Bench.Driver.Scale;

// bench/growth.sh: how cost grows with the data.
if (args is ["growth", .. var parts])
{
    await GrowthCurves.RunAsync(parts);
    return;
}

// bench/scale.sh: one, two and three silos.
if (args is ["scale", .. var words])
{
    await ScaleBench.RunAsync(words);
    return;
}

// bench/quick.sh: the headline rows in under two minutes. bench/run.sh: longer runs, twice each. bench/overload.sh: too
// much work.
if (args.Contains("overload"))
{
    await using var overload = new Overload();
    await overload.RunAsync(args.FirstOrDefault(a => a is "sqlite" or "postgres"));
    return;
}

var full = args.Contains("full");
var only = args.SkipWhile(a => a != "--only").Skip(1).ToArray();
var seconds = full ? 8 : only.Length > 0 ? 3 : 2;
var rounds = only.Length > 0 ? 4 : 2;
await using var bench = await Benchmarks.StartAsync(seconds, rounds);
await bench.RunAsync(only);
