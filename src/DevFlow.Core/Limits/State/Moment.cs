using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>One moment by both clocks.</summary>
/// <param name="Ticks">By the monotonic clock.</param>
/// <param name="Utc">By the machine's.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Moment(long Ticks, DateTimeOffset Utc);
