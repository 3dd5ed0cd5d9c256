using System.Runtime.InteropServices;

namespace DevFlow.Sandbox.Webhooks;

/// <summary>What a hook's deliveries came to.</summary>
/// <param name="InARow">Failures since the last success.</param>
/// <param name="Total">Deliveries in the rule's window.</param>
/// <param name="Failed">Failures in it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DeliveryTally(int InARow, int Total, int Failed);
