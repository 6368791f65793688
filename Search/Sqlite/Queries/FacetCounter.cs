using System.Buffers;
using PromptGrid.Search.Sqlite.Columns;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>Counts how many of the matching prompts have each value.</summary>
internal sealed class FacetCounter : IDisposable
{
    private readonly PromptColumns _columns;
    private readonly Tally _types, _tags, _models, _categories;

    public FacetCounter(PromptColumns columns)
    {
        _columns = columns;
        _types = new Tally();
        _tags = new Tally();
        _models = new Tally();
        _categories = new Tally();
    }

    public void Add(IndexedPrompt prompt)
    {
        _types.Add(prompt.Type);
        _categories.Add(prompt.Category);
        foreach (var tag in prompt.Tags)
            _tags.Add(tag);
        foreach (var model in prompt.Models)
            _models.Add(model);
    }

    public IReadOnlyDictionary<SearchField, IReadOnlyList<FacetValue>> Top(int size) => new Dictionary<SearchField, IReadOnlyList<FacetValue>>
    {
        [SearchField.Type] = _types.Top(_columns[PromptField.Type], size),
        [SearchField.Tag] = _tags.Top(_columns[PromptField.Tag], size),
        [SearchField.Model] = _models.Top(_columns[PromptField.Model], size),
        [SearchField.Category] = _categories.Top(_columns[PromptField.Category], size),
    };

    public void Dispose()
    {
        _types.Dispose();
        _tags.Dispose();
        _models.Dispose();
        _categories.Dispose();
    }

    // Counts by value number in a borrowed array, with a list of the numbers used, so that neither a hash per value nor
    // clearing all values is paid for.
    private sealed class Tally : IDisposable
    {
        private readonly List<int> _used = [];
        private int[] _counts = [];

        public void Add(int number)
        {
            if (number == 0)
                return;
            if (number >= _counts.Length)
                Grow(number + 1);
            if (_counts[number]++ == 0)
                _used.Add(number);
        }

        public IReadOnlyList<FacetValue> Top(ValueTable values, int size)
        {
            var top = new TopList<FacetValue>(size, FacetOrder.Instance);
            foreach (var number in _used)
            {
                if (number < values.End)
                    top.Add(new FacetValue(values.Value(number), _counts[number]));
            }

            return top.Sorted();
        }

        public void Dispose()
        {
            if (_counts.Length > 0)
                ArrayPool<int>.Shared.Return(_counts);
            _counts = [];
        }

        private void Grow(int size)
        {
            var grown = ArrayPool<int>.Shared.Rent(Math.Max(size, _counts.Length * 2));
            Array.Clear(grown);
            _counts.CopyTo(grown, 0);
            Dispose();
            _counts = grown;
        }
    }
}
