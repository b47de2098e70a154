namespace MlNet.Sequences;

/// <summary>Numbers that are made of the date of a step, and so are known of the steps ahead: a sine and a cosine each.</summary>
[Flags]
public enum CalendarFeatures
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The time within the day.</summary>
    TimeOfDay = 1,

    /// <summary>The time within the week.</summary>
    TimeOfWeek = 2,

    /// <summary>The day within the month.</summary>
    DayOfMonth = 4,

    /// <summary>The day within the year.</summary>
    DayOfYear = 8,
}
