using System.Globalization;
using System.Reflection;

namespace PromptGrid.Ledger;

/// <summary>One numbered step of a store's schema. A published migration never changes; the next one corrects it.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>The migrations of a store, which are the embedded files <c>{store}/Migrations/NNN_name.sql</c>, in
    /// order.</summary>
    public static IReadOnlyList<Migration> Of(string store)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{typeof(Migration).Namespace}.{store}.Migrations.";
        var migrations = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => Read(assembly, name, Path.GetFileNameWithoutExtension(name[prefix.Length..])))
            .OrderBy(migration => migration.Number)
            .ToList();
        for (var i = 0; i < migrations.Count; i++)
        {
            if (migrations[i].Number != i + 1)
                throw new InvalidOperationException($"Migrations of {store} are not numbered 1, 2, 3 …: found {migrations[i].Name}.");
        }

        return migrations;
    }

    /// <summary>Throws when a database at <paramref name="version"/> was written by a newer program.</summary>
    public static void RefuseNewer(int version, IReadOnlyList<Migration> known)
    {
        if (version > known.Count)
        {
            throw new LedgerSchemaException(
                $"The ledger's schema is at version {version}, and this program knows versions up to {known.Count}. "
                + "It was written by a newer PromptGrid: run that version, or restore a backup from before the upgrade.");
        }
    }

    /// <summary>Throws when a database at <paramref name="version"/> is not at the newest schema.</summary>
    public static void RequireCurrent(int version, IReadOnlyList<Migration> known)
    {
        RefuseNewer(version, known);
        if (version < known.Count)
        {
            throw new LedgerSchemaException(
                $"The ledger's schema is at version {version}, and this program needs version {known.Count}. "
                + "Start the server once: it brings the ledger up to date.");
        }
    }

    private static Migration Read(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var number = int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        return new Migration(number, name, reader.ReadToEnd());
    }
}
