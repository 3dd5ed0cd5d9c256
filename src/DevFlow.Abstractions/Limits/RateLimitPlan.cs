using System.Globalization;
using System.Runtime.InteropServices;

namespace DevFlow;

/// <summary>Calls that are going to be made on top of what is being used anyway.</summary>
/// <param name="Units">What they cost together, in the bucket's units.</param>
/// <param name="UnitsPerSecond">How fast they are made while nothing holds them up.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RateLimitPlan(long Units, double UnitsPerSecond)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Units}, {UnitsPerSecond:0.##}/s");
}
