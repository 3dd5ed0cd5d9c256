using System.Text.Json;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Something that can be made to happen as if somebody had done it on GitHub.</summary>
/// <param name="Event">Its name and its details.</param>
/// <param name="Run">Does it with the details given, and returns what came of it.</param>
internal sealed record Happening(SandboxEvent Event, Func<Fields, JsonElement> Run);
