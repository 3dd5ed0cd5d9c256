using System.Runtime.InteropServices;

namespace DevFlow.Sandbox.Limits;

/// <summary>What a request asks of one limit.</summary>
/// <param name="Name">How a refusal is told: in the ledger and in the platform's headers.</param>
/// <param name="Limit">Of whom.</param>
/// <param name="Cost">How much.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Claim(string Name, Limit Limit, long Cost = 1);
