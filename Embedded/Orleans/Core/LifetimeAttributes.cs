namespace Orleans;

/// <summary>The grain is never collected for being idle.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class KeepAliveAttribute : Attribute;

/// <summary>The grain is collected after this idle time instead of the default one; at least a minute.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class CollectionAgeLimitAttribute : Attribute
{
    /// <summary>The shortest age that counts.</summary>
    public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

    private readonly TimeSpan? _given;

    /// <summary>Takes the age from the properties.</summary>
    public CollectionAgeLimitAttribute()
    {
    }

    /// <summary>Takes the age from a string such as "00:05:00".</summary>
    public CollectionAgeLimitAttribute(string inactivityPeriod) =>
        _given = TimeSpan.Parse(inactivityPeriod, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Days of idleness.</summary>
    public double Days { get; set; }

    /// <summary>Hours of idleness.</summary>
    public double Hours { get; set; }

    /// <summary>Minutes of idleness.</summary>
    public double Minutes { get; set; }

    /// <summary>Whether the grain is never collected.</summary>
    public bool AlwaysActive { get; set; }

    /// <summary>The idle time after which the grain is collected.</summary>
    public TimeSpan AgeLimit
    {
        get
        {
            if (AlwaysActive)
                return TimeSpan.FromDays(short.MaxValue);
            var age = _given ?? TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
            return age < MinAgeLimit ? MinAgeLimit : age;
        }
    }
}
