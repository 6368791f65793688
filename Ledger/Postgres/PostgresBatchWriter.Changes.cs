using Npgsql;
using PromptGrid.Ledger.Lanes;
using static PromptGrid.Ledger.Postgres.PostgresParameters;

namespace PromptGrid.Ledger.Postgres;

/// <summary>Edges, counters, heads and events: what cannot be refused.</summary>
internal sealed partial class PostgresBatchWriter
{
    // Returns nothing: most likes are new, and then the number of rows says all there is to know.
    private const string InsertEdges = """
        INSERT INTO edges (kind, source, target, at)
        SELECT u.kind, u.source, u.target, $4
        FROM unnest($1, $2, $3) WITH ORDINALITY AS u(kind, source, target, n) ORDER BY u.n
        ON CONFLICT DO NOTHING
        """;

    // Those of the edges to add that an earlier transaction has written. The time tells it from this one should the numbers of
    // transactions have come round since.
    private const string SelectEarlier = """
        SELECT u.n FROM unnest($1, $2, $3) WITH ORDINALITY AS u(kind, source, target, n)
        JOIN edges e ON e.kind = u.kind AND e.source = u.source AND e.target = u.target
        WHERE e.xmin <> pg_current_xact_id()::xid OR e.at <> $4
        """;

    private const string DeleteEdges = """
        DELETE FROM edges e USING unnest($1, $2, $3) WITH ORDINALITY AS u(kind, source, target, n)
        WHERE e.kind = u.kind AND e.source = u.source AND e.target = u.target RETURNING u.n, e.at
        """;

    private const string DeleteMarks = """
        DELETE FROM edges e USING unnest($1, $2, $3) WITH ORDINALITY AS u(kind, source, target, n)
        WHERE e.kind = u.kind AND e.source = u.source AND e.target = u.target RETURNING u.n
        """;

    private const string AddToCounters = """
        INSERT INTO counters AS c (entity, name, value)
        SELECT u.entity, u.name, u.delta FROM unnest($1, $2, $3) WITH ORDINALITY AS u(entity, name, delta, n) ORDER BY u.n
        ON CONFLICT (entity, name) DO UPDATE SET value = c.value + excluded.value RETURNING entity, name, value
        """;

    private const string SelectCounters = """
        SELECT u.n, c.value FROM unnest($1, $2) WITH ORDINALITY AS u(entity, name, n)
        JOIN counters c ON c.entity = u.entity AND c.name = u.name
        """;

    // An upsert locks rows in the order in which they are given; an update would lock them in the order of its plan.
    private const string AdvanceHeads = """
        WITH heads AS (
            INSERT INTO ledger_heads AS h (partition, sequence)
            SELECT u.partition, u.count FROM unnest($1, $2) WITH ORDINALITY AS u(partition, count, n) ORDER BY u.n
            ON CONFLICT (partition) DO UPDATE SET sequence = h.sequence + excluded.sequence RETURNING partition, sequence
        ), appended AS (
            INSERT INTO events (partition, sequence, name, schema_version, subject, at, body)
            SELECT e.partition, heads.sequence - e.back, e.name, e.schema_version, e.subject, $3, e.body
            FROM unnest($4, $5, $6, $7, $8, $9) AS e(partition, back, name, schema_version, subject, body)
            JOIN heads ON heads.partition = e.partition
        )
        SELECT partition, sequence FROM heads
        """;

    private const string SelectHeads = "SELECT partition, sequence FROM ledger_heads WHERE partition = ANY($1)";

    private void AddEdges(NpgsqlBatch trip, Batch batch, long at)
    {
        SplitEdges(batch);
        _marks.Clear();
        foreach (var index in _removed)
        {
            if (batch.Edges[index].Mark is not null)
                _marks.Add(index);
        }

        if (_removed.Count > 0)
            trip.BatchCommands.Add(EdgeCommand(DeleteEdges, batch, _removed));
        if (_marks.Count > 0)
            trip.BatchCommands.Add(EdgeCommand(DeleteMarks, batch, _marks, areMarks: true));
        _insert = null;
        if (_added.Count > 0)
        {
            _insert = TimedEdgeCommand(InsertEdges, batch, _added, at);
            trip.BatchCommands.Add(_insert);
        }
    }

    private void SplitEdges(Batch batch)
    {
        _added.Clear();
        _removed.Clear();
        var edges = batch.Edges;
        for (var i = 0; i < edges.Length; i++)
            (edges[i].Remove ? _removed : _added).Add(i);
        SortEdges(_removed, batch);
        SortEdges(_added, batch);
    }

    private static void SortEdges(List<int> indexes, Batch batch) =>
        indexes.Sort((x, y) => EdgeKey.Compare(batch.Edges[x].Key, batch.Edges[y].Key));

    /// <summary>Marks of edges that turned out to be new.</summary>
    private void AddMarks(NpgsqlBatch trip, Batch batch, long at)
    {
        _marks.Clear();
        foreach (var index in _added)
        {
            if (batch.Edges[index] is { Mark: not null, Existed: false })
                _marks.Add(index);
        }

        if (_marks.Count == 0)
            return;
        trip.BatchCommands.Add(TimedEdgeCommand(InsertEdges, batch, _marks, at, areMarks: true));
    }

    private static NpgsqlBatchCommand EdgeCommand(string sql, Batch batch, List<int> indexes, bool areMarks = false)
    {
        var kinds = new string[indexes.Count];
        var sources = new string[indexes.Count];
        var targets = new string[indexes.Count];
        for (var i = 0; i < kinds.Length; i++)
        {
            ref readonly var edge = ref batch.Edges[indexes[i]];
            (kinds[i], sources[i], targets[i]) = (areMarks ? edge.Mark! : edge.Key.Kind, edge.Key.Source, edge.Key.Target);
        }

        return Command(sql, Texts(kinds), Texts(sources), Texts(targets));
    }

    private static NpgsqlBatchCommand TimedEdgeCommand(string sql, Batch batch, List<int> indexes, long at, bool areMarks = false)
    {
        var command = EdgeCommand(sql, batch, indexes, areMarks);
        command.Parameters.Add(Number(at));
        return command;
    }

    private void ReadEdges(NpgsqlDataReader reader, Batch batch)
    {
        if (_removed.Count > 0)
        {
            while (reader.Read())
            {
                ref var edge = ref batch.Edges[_removed[(int)reader.GetInt64(0) - 1]];
                edge.Existed = true;
                edge.AddedAt = reader.GetInt64(1);
            }

            reader.NextResult();
        }

        if (_marks.Count > 0)
        {
            while (reader.Read())
                batch.Edges[_marks[(int)reader.GetInt64(0) - 1]].Marked = true;
            reader.NextResult();
        }

        while (reader.NextResult())
        {
        }
    }

    // Only where fewer rows came about than were asked for is there anything to look for.
    private void ReadEarlierEdges(Batch batch, long at)
    {
        if (_insert is null || _insert.RecordsAffected == _added.Count)
            return;
        using var trip = NewTrip();
        trip.BatchCommands.Add(TimedEdgeCommand(SelectEarlier, batch, _added, at));
        using var reader = trip.ExecuteReader();
        while (reader.Read())
            batch.Edges[_added[(int)reader.GetInt64(0) - 1]].Existed = true;
    }

    private void AddCounters(NpgsqlBatch trip, Batch batch)
    {
        _counted.Clear();
        _onlyRead.Clear();
        var counters = batch.Counters;
        for (var i = 0; i < counters.Length; i++)
            (counters[i].Delta == 0 ? _onlyRead : _counted).Add(i);

        _counted.Sort((x, y) =>
        {
            var entity = string.CompareOrdinal(batch.Counters[x].Entity, batch.Counters[y].Entity);
            return entity != 0 ? entity : string.CompareOrdinal(batch.Counters[x].Name, batch.Counters[y].Name);
        });
        if (_counted.Count > 0)
        {
            trip.BatchCommands.Add(Command(
                AddToCounters,
                Texts(Values(_counted, batch, static counter => counter.Entity)),
                Texts(Values(_counted, batch, static counter => counter.Name)),
                Numbers(Values(_counted, batch, static counter => counter.Delta))));
        }

        if (_onlyRead.Count > 0)
        {
            trip.BatchCommands.Add(Command(
                SelectCounters,
                Texts(Values(_onlyRead, batch, static counter => counter.Entity)),
                Texts(Values(_onlyRead, batch, static counter => counter.Name))));
        }
    }

    private static T[] Values<T>(List<int> indexes, Batch batch, Func<FoldedCounter, T> value)
    {
        var values = new T[indexes.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(batch.Counters[indexes[i]]);
        return values;
    }

    private void ReadCounters(NpgsqlDataReader reader, Batch batch)
    {
        if (_counted.Count > 0)
        {
            foreach (var index in _counted)
            {
                reader.Read();
                if (reader.GetString(0) != batch.Counters[index].Entity || reader.GetString(1) != batch.Counters[index].Name)
                    throw new InvalidOperationException("Counters came back in another order than they were sent.");
                batch.Counters[index].Value = reader.GetInt64(2);
            }

            reader.NextResult();
        }

        if (_onlyRead.Count > 0)
        {
            while (reader.Read())
                batch.Counters[_onlyRead[(int)reader.GetInt64(0) - 1]].Value = reader.GetInt64(1);
            reader.NextResult();
        }
    }

    private static void AddHeads(NpgsqlBatch trip, Batch batch, long at)
    {
        var heads = batch.Heads.ToArray();
        var advanced = heads.Where(head => head.Count > 0).OrderBy(head => head.Partition).ToArray();
        if (advanced.Length > 0)
        {
            var events = batch.Events;
            trip.BatchCommands.Add(Command(
                AdvanceHeads,
                Numbers(Array.ConvertAll(advanced, head => head.Partition)),
                Numbers(Array.ConvertAll(advanced, head => (long)head.Count)),
                Number(at),
                Numbers(events.ConvertAll(written => written.Partition).ToArray()),
                Numbers(events.ConvertAll(written => batch.BackOf(written)).ToArray()),
                Texts(events.ConvertAll(written => written.Name).ToArray()),
                Numbers(events.ConvertAll(written => written.SchemaVersion).ToArray()),
                Texts(events.ConvertAll(written => written.Subject).ToArray()),
                Texts(events.ConvertAll(written => written.Body).ToArray())));
        }

        if (advanced.Length < heads.Length)
        {
            var read = heads.Where(head => head.Count == 0).Select(head => head.Partition).ToArray();
            trip.BatchCommands.Add(Command(SelectHeads, Numbers(read)));
        }
    }

    private static void ReadHeads(NpgsqlDataReader reader, Batch batch)
    {
        // One result of heads that moved, one of heads that did not; either may be missing. They are the last ones, and only
        // who has read to the end knows that the commit went through.
        do
        {
            while (reader.Read())
                batch.SetHead(reader.GetInt32(0), reader.GetInt64(1));
        }
        while (reader.NextResult());
    }
}
