namespace DevFlow.Core.Credentials;

/// <summary>The login that a platform's own program keeps.</summary>
/// <param name="program">The program's name; null for that of the platform the user names.</param>
/// <param name="drafts">Describes what is found, and knows the platforms.</param>
/// <param name="environment">The environment.</param>
internal sealed class ToolFinder(string? program, ImportDrafts drafts, Func<string, string?> environment) : ICredentialFinder
{
    public IReadOnlyList<FoundCredential> Find(ImportRequest request)
    {
        (string platform, ILoginTool tool) = FindTool(request);
        ToolProgram running = new(tool.Program, [.. tool.Variables], environment);
        ToolLogin login = tool.Read(request.HostName, request.Account, arguments => running.Ask([.. arguments]));
        FoundCredential found = drafts.Create(login.Kind, platform, login.Host, login.Account, login.Token, tool.Program);
        return [found with { Draft = found.Draft with { ExpiresAt = login.ExpiresAt?.ToUniversalTime() }, Warning = login.Warning }];
    }

    private (string Platform, ILoginTool Tool) FindTool(ImportRequest request)
    {
        if (program is null && request.Platform is null)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, "The program of which platform is meant was not said.", "Name the platform with -Platform.");
        }

        foreach ((string id, IPlatformAuthentication authentication) in drafts.Platforms(program is null ? request : new ImportRequest()))
        {
            if (authentication.Tool is { } tool && (program is null || tool.Program == program))
            {
                return (id, tool);
            }
        }

        throw new DevFlowException(
            ErrorReason.NotFound,
            program is null ? $"The platform '{request.Platform}' has no program that keeps a login." : $"No platform has the program '{program}'.",
            "Look with Get-DevFlowPlatform whether its plugin can be used, or import from elsewhere.") { Target = program ?? request.Platform };
    }
}
