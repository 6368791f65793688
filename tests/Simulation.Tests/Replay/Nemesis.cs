namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>Breaks things until the clients are done: faults in bursts, crashes, second activations.</summary>
internal sealed class Nemesis(SimWorld world)
{
    private const int PauseMaxMilliseconds = 700;

    public async Task RunAsync(Func<bool> isOver)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(world.Random.Next(5, PauseMaxMilliseconds)), world.Clients.Time);
            if (isOver()) return;
            Act();
        }
    }

    private void Act()
    {
        switch (world.Random.Next(8))
        {
            case 0:
                world.Crash();
                break;
            case 1 when !world.IsSplit:
                world.Split();
                break;
            case 1 or 2 when world.IsSplit:
                world.Heal();
                break;
            case 3:
                world.Faults.Write = world.Random.NextDouble() * 0.4;
                world.Log("writes fail");
                break;
            case 4:
                world.Faults.Read = world.Random.NextDouble() * 0.2;
                world.Log("reads fail");
                break;
            case 5:
                world.Faults.Answer = world.Random.NextDouble() * 0.3;
                world.Log("answers get lost");
                break;
            default:
                world.Faults.Stop();
                world.Log("no faults");
                break;
        }
    }
}
