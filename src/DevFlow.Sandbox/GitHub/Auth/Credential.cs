using System.Runtime.InteropServices;
using DevFlow.Sandbox.Auth;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What a request identified itself with.</summary>
/// <param name="Grant">What it stands for.</param>
/// <param name="Token">The token; null where it was a JWT or a client's secret.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Credential(Grant Grant, Token<Grant>? Token);
