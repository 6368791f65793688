using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.Grains.Prompts;

/// <content>Long polls of watchers.</content>
public sealed partial class PromptGrain
{
    public async Task<Result<PromptSnapshot>> WaitAsync(PromptViewer viewer, long change, TimeSpan patience)
    {
        if (change == _change)
        {
            _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                await _changed.Task.WaitAsync(patience < LongPoll.PatienceMax ? patience : LongPoll.PatienceMax, time);
            }
            catch (TimeoutException)
            {
                // Nothing changed: the watcher gets the prompt as it is and asks again.
            }
        }

        return Read(viewer);
    }
}
