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

// bench/quick.sh: the headline rows in under two minutes. bench/run.sh: longer runs, and one more row. bench/overload.sh:
// too much work.
if (args.Contains("overload"))
{
    await using var overload = new Overload();
    await overload.RunAsync(args.FirstOrDefault(a => a is "sqlite" or "postgres"));
    return;
}

var full = args.Contains("full");
var only = args.SkipWhile(a => a != "--only").Skip(1).ToArray();
if (only.Length == 0 && !full) only = Benchmarks.Headlines;
// Short turns, so that a slow moment of the machine hits both sides.
var seconds = full ? 4 : only == Benchmarks.Headlines ? 1 : 2;
await using var bench = await Benchmarks.StartAsync(seconds, rounds: 4);
await bench.RunAsync(only);
