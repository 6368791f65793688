using System.Reflection;

namespace PromptGrid.Architecture.Tests.Contract;

/// <summary>What an assembly says that may cross a call between processes, one line per thing. Aliases and numbers are what
/// travels; names of classes and methods are nobody's business, names of members are there to show that numbers were
/// swapped.</summary>
internal static class GrainContract
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
    };

    /// <summary>The lines of everything in the assembly, sorted.</summary>
    public static IReadOnlyList<string> Of(Assembly assembly) => Of(assembly.GetTypes());

    /// <summary>The lines of these types, sorted.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<Type> types) =>
        [.. types.SelectMany(Lines).OrderBy(l => l.Split(' ')[1], StringComparer.Ordinal).ThenBy(l => l, StringComparer.Ordinal)];

    /// <summary>What lacks an alias or a number, so that a change of a name or of an order would change the contract.</summary>
    public static IReadOnlyList<string> Nameless(Assembly assembly) =>
    [
        .. assembly.GetTypes().Where(t => IsGrainInterface(t) || IsSerializable(t)).Where(t => Alias(t) is null).Select(t => t.FullName!),
        .. assembly.GetTypes().Where(IsGrainInterface).SelectMany(t => t.GetMethods()).Where(m => Alias(m) is null).Select(m => $"{m.DeclaringType}.{m.Name}"),
        .. assembly.GetTypes().Where(t => IsSerializable(t) && !t.IsEnum).SelectMany(Stored).Where(m => Number(m) is null).Select(m => $"{m.DeclaringType}.{m.Name}"),
    ];

    /// <summary>Types of ours that stand in a call or in what crosses with it, and that no serializer and no converter knows. In
    /// one process they go all the same; between processes the call fails.</summary>
    public static IReadOnlyList<string> Unsendable(Assembly assembly)
    {
        var converted = assembly.GetTypes().SelectMany(t => t.GetInterfaces()).Where(i => i.Name == "IConverter`2").Select(i => Definition(i.GetGenericArguments()[0])).ToHashSet();
        return
        [
            .. assembly.GetTypes().Where(IsGrainInterface).SelectMany(t => t.GetMethods()).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType))
                .Concat(assembly.GetTypes().Where(IsSerializable).SelectMany(Stored).Select(TypeOf))
                .SelectMany(Parts).Select(Definition).Distinct()
                .Where(t => t.Namespace?.StartsWith(nameof(PromptGrid), StringComparison.Ordinal) == true && !t.IsGenericParameter && !t.IsEnum)
                .Where(t => !IsSerializable(t) && !IsGrainInterface(t) && !converted.Contains(t))
                .Select(t => t.FullName!).Order(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType ? Parts(type.GetElementType()!) : [type, .. type.GetGenericArguments().SelectMany(Parts)];

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static IEnumerable<string> Lines(Type type)
    {
        if (IsGrainInterface(type))
        {
            yield return $"interface {Alias(type)}";
            foreach (var method in type.GetMethods())
                yield return $"method {Alias(type)} {Alias(method)} ({string.Join(", ", method.GetParameters().Select(p => Name(p.ParameterType)))}) -> {Name(method.ReturnType)}";
        }
        else if (IsSerializable(type))
        {
            yield return $"type {Alias(type)}";
            foreach (var member in Stored(type)) yield return $"field {Alias(type)} {Number(member)} {member.Name} {Name(TypeOf(member))}";
        }
        else if (Has(type, "RegisterConverterAttribute") && type.GetInterfaces().FirstOrDefault(i => i.Name == "IConverter`2") is { } converter)
        {
            yield return $"converted {Name(converter.GetGenericArguments()[0])} as {Name(converter.GetGenericArguments()[1])}";
        }
    }

    private static bool IsGrainInterface(Type type) => type.IsInterface && type.GetInterfaces().Any(i => i.Name == "IAddressable");

    private static bool IsSerializable(Type type) => Has(type, "GenerateSerializerAttribute");

    private static IEnumerable<MemberInfo> Stored(Type type)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var fields = type.GetFields(Own);
        return type.GetProperties(Own).Where(p => fields.Any(f => f.Name == $"<{p.Name}>k__BackingField")).Cast<MemberInfo>()
            .Concat(fields.Where(f => !Has(f, "CompilerGeneratedAttribute")));
    }

    private static Type TypeOf(MemberInfo member) => member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    private static string? Alias(MemberInfo member) => Argument(member, "AliasAttribute") as string;

    private static uint? Number(MemberInfo member) => Argument(member, "IdAttribute") as uint?;

    // By name: whose runtime the attributes are from depends on the edition.
    private static object? Argument(MemberInfo member, string attribute) =>
        member.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType.Name == attribute)?.ConstructorArguments[0].Value;

    private static bool Has(MemberInfo member, string attribute) => member.GetCustomAttributesData().Any(a => a.AttributeType.Name == attribute);

    private static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (type.IsGenericParameter) return type.Name;
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Name(underlying) + "?";
        var name = (Alias(type) ?? (type.Namespace?.StartsWith(nameof(System), StringComparison.Ordinal) == true ? type.Name : $"{type.Namespace}.{type.Name}")).Split('[', '`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
