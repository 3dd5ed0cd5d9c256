using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Something that can be made to happen as if somebody had done it on GitHub.</summary>
/// <param name="Name">As it is asked for: <c>push</c>, <c>approve-device</c>.</param>
/// <param name="Run">Does it with the details given, and returns what came of it.</param>
internal sealed record Happening(string Name, Func<Fields, JsonElement> Run);
