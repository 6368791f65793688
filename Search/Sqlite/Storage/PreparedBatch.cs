namespace PromptGrid.Search.Sqlite.Storage;

/// <summary>A batch whose texts are cut already.</summary>
internal sealed class PreparedBatch
{
    // Below this many prompts a second thread costs more than it saves.
    private const int PromptsWorthAThread = 64;

    private PreparedBatch(SearchBatch batch, CutText[] texts, TextCutter[] cutters) => (Batch, Texts, Cutters) = (batch, texts, cutters);

    public SearchBatch Batch { get; }

    /// <summary>One for each upsert.</summary>
    public CutText[] Texts { get; }

    public TextCutter[] Cutters { get; }

    public static string JoinTags(SearchDocument document) => string.Join('\n', document.Tags);

    public static PreparedBatch From(SearchBatch batch, CancellationToken cancellationToken)
    {
        var count = batch.Upserts.Length;
        var texts = new CutText[count];
        var workers = Math.Clamp(count / PromptsWorthAThread, 1, Environment.ProcessorCount);
        var cutters = new TextCutter[workers];
        if (workers == 1)
            CutShare(0);
        else
            Parallel.For(0, workers, new ParallelOptions { CancellationToken = cancellationToken }, CutShare);
        return new PreparedBatch(batch, texts, cutters);

        void CutShare(int worker)
        {
            var cutter = cutters[worker] = new TextCutter();
            for (var i = count * worker / workers; i < count * (worker + 1) / workers; i++)
            {
                var document = batch.Upserts[i];
                texts[i] = cutter.Cut(document.Title, JoinTags(document), document.Description, document.Content, 1);
            }
        }
    }
}
