using PromptGrid.Embedded.Calls;

namespace PromptGrid.Embedded.Activations;

/// <summary>
/// The activations of one stateless worker identity. A call goes to an idle worker; without one, to a new worker while there may
/// be more; otherwise to the one with the least to do.
/// </summary>
internal sealed class WorkerGroup(GrainClass grainClass, string key, int limit) : CallTarget
{
    private readonly Lock _gate = new();
    private readonly List<Activation> _workers = [];

    /// <summary>A group is valid for ever; its workers come and go.</summary>
    internal override bool IsValid => true;

    internal override IEnumerable<Activation> Activations
    {
        get
        {
            lock (_gate)
                return _workers.ToArray();
        }
    }

    internal override bool TryBeginInline(GrainCall call)
    {
        lock (_gate)
        {
            foreach (var worker in _workers)
            {
                if (worker.Load == 0 && worker.TryBeginInline(call))
                    return true;
            }
        }
        return false;
    }

    internal override bool TryDispatch(GrainCall call)
    {
        while (!Choose().TryDispatch(call))
        {
            // The chosen worker was deactivated in between and has left the group.
        }
        return true;
    }

    internal void Remove(Activation worker)
    {
        lock (_gate)
            _workers.Remove(worker);
    }

    private Activation Choose()
    {
        lock (_gate)
        {
            _workers.RemoveAll(static worker => !worker.IsValid);
            var best = _workers.MinBy(static worker => worker.Load);
            if (best is not null && (best.Load == 0 || _workers.Count >= limit))
                return best;
            var added = new Activation(grainClass, key, this);
            _workers.Add(added);
            return added;
        }
    }
}
