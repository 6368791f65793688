namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>How often what fails now: 0 while all is well.</summary>
internal sealed class SimFaults
{
    /// <summary>Of a commit or another write, before or after it happened.</summary>
    public double Write { get; set; }

    /// <summary>Of a read.</summary>
    public double Read { get; set; }

    /// <summary>Of an answer on its way to the client.</summary>
    public double Answer { get; set; }

    public void Stop() => Write = Read = Answer = 0;
}

/// <summary>What became of a write.</summary>
internal enum WriteFault
{
    None,
    Lost,
    DoneButNotTold,
}
