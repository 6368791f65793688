using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Projections;

namespace PromptGrid.Simulation.Tests;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task An_event_that_cannot_be_handled_is_put_aside_and_the_rest_goes_on()
    {
        var folder = Directory.CreateTempSubdirectory("promptgrid-poison").FullName;
        var projection = new PoisonedProjection();
        await using (var world = new World(folder, new Random(1), services => services.AddSingleton<IProjection>(projection)))
        {
            await world.StartAsync();
            var ids = new IdGenerator(TimeProvider.System);
            for (var i = 0; i < 20; i++)
            {
                var published = await world.Grains.Prompt(ids.New(EntityIds.Prompt)).PublishAsync(new PublishPrompt("usr_x", new PromptDraft { Title = "Prompt", Content = "text" }));
                Assert.Null(published.Failure);
            }

            var head = await world.Reader.ReadHeadAsync(0);
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while ((await world.Grains.Projection(projection.Name, 0).GetStatusAsync()).Sequence < head)
            {
                await world.Grains.Projection(projection.Name, 0).WakeAsync();
                await Task.Delay(20, deadline.Token);
            }

            var letter = Assert.Single(await world.Service<ICheckpoints>().ListDeadLettersAsync(projection.Name, 10));
            Assert.Equal(PoisonedProjection.PoisonAt, letter.Position.Sequence);
            Assert.Equal(nameof(FormatException), letter.Reason);
            Assert.Equal(Enumerable.Range(1, (int)head).Select(n => (long)n).Where(n => n != PoisonedProjection.PoisonAt), projection.Handled.Order());
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Handles everything except one event.</summary>
    private sealed class PoisonedProjection : IProjection
    {
        public const long PoisonAt = 7;

        private long _checkpoint;

        public string Name => "poisoned";

        public TimeSpan Pace => TimeSpan.Zero;

        public TimeSpan PaceWhenBusy => TimeSpan.Zero;

        public int BatchSizeMax => 100;

        public HashSet<long> Handled { get; } = [];

        public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken) => ValueTask.FromResult(_checkpoint);

        public ValueTask HandleAsync(int partition, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
        {
            if (events.Any(e => e.Position.Sequence == PoisonAt)) throw new FormatException("This event cannot be handled.");
            foreach (var e in events) Handled.Add(e.Position.Sequence);
            _checkpoint = events[^1].Position.Sequence;
            return ValueTask.CompletedTask;
        }

        public ValueTask IdleAsync(int partition, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask SkipAsync(LedgerPosition position, CancellationToken cancellationToken)
        {
            _checkpoint = position.Sequence;
            return ValueTask.CompletedTask;
        }
    }
}
