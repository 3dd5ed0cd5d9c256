namespace DevFlow.Core.Limits;

/// <summary>Numbers of units, which are never negative.</summary>
internal static class Amount
{
    /// <summary>A difference, or nothing where less is there than was taken.</summary>
    public static double FromZero(double value) => value > 0 ? value : 0;

    /// <summary>What memory holds that anybody may have written.</summary>
    public static double Sane(double value) => double.IsFinite(value) && value > 0 ? value : 0;
}
