using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptGrid.Api.Import;

public static class JobStates
{
    public const string Running = "running";
    public const string Done = "done";
    public const string Failed = "failed";
}

/// <summary>An import as committed in the ledger.</summary>
public sealed record JobDocument
{
    public const int ErrorsMax = 100;

    public required string Id { get; init; }
    public required string OwnerId { get; init; }
    public required string Format { get; init; }

    /// <summary>License of lines that name none.</summary>
    public string? License { get; init; }

    /// <summary>The process that has the file and runs the job; null in jobs of earlier releases.</summary>
    public string? Node { get; init; }

    public string State { get; init; } = JobStates.Running;
    public long? Total { get; init; }

    /// <summary>Records handled; a resumed job goes on behind them.</summary>
    public long Processed { get; init; }

    public long Created { get; init; }
    public long Updated { get; init; }
    public long Skipped { get; init; }
    public long Failed { get; init; }

    /// <summary>The first <see cref="ErrorsMax"/> problems.</summary>
    public ImmutableArray<JobError> Errors { get; init; } = [];

    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <param name="Line">The line, or for CSV the record, counted from 1.</param>
public sealed record JobError(long Line, string Code, string Detail);

/// <summary>A job as the API tells it.</summary>
public sealed record JobView(
    string Id, string State, long? Total, long Processed, long Created, long Updated, long Skipped, long Failed,
    ImmutableArray<JobError> Errors, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt)
{
    public static JobView Of(JobDocument job) => new(
        job.Id, job.State, job.Total, job.Processed, job.Created, job.Updated, job.Skipped, job.Failed, job.Errors, job.StartedAt, job.FinishedAt);
}

public sealed record JobEnvelope(JobView Job);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobDocument))]
internal sealed partial class JobJson : JsonSerializerContext
{
    public static JobDocument Read(string body) => JsonSerializer.Deserialize(body, Default.JobDocument) ?? throw new InvalidDataException("A job document is null.");

    public static string Write(JobDocument job) => JsonSerializer.Serialize(job, Default.JobDocument);
}
