namespace PromptGrid.Projections.Audit;

/// <summary>Compares one kind of thing, page by page.</summary>
internal interface IAuditCheck
{
    /// <summary>What it looks at, for a person.</summary>
    string Name { get; }

    Task RunAsync(AuditContext context, CancellationToken cancellationToken);
}
