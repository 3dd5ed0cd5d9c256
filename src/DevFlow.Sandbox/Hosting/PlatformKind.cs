namespace DevFlow.Sandbox.Hosting;

/// <summary>What is known of a platform before one of its sandboxes starts.</summary>
/// <param name="Create">Makes the platform of one sandbox.</param>
/// <param name="LimitNames">The limits whose numbers the user can change, by deployment.</param>
internal sealed record PlatformKind(Func<SandboxContext, Platform> Create, Func<SandboxDeployment, IReadOnlyList<string>> LimitNames);
