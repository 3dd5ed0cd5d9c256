using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>The logins of <c>.netrc</c> for hosts of platforms.</summary>
internal sealed class NetrcFinder(ImportDrafts drafts, Func<string, string?> environment) : ICredentialFinder
{
    private const int MaxLength = 1024 * 1024;

    public IReadOnlyList<FoundCredential> Find(ImportRequest request)
    {
        string path = request.Path ?? DefaultPath();
        using NetrcFile file = Read(path);
        string? warning = PrivateFile.FindFault(path) is string fault ? $"The file '{path}' is not its owner's alone: {fault}. Others may have read what is in it. Run: chmod 600 '{path}'" : null;
        List<FoundCredential> found = [];
        HashSet<string> hosts = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            // As every reader of the format does: of a host the first entry counts, the one for all others only after it.
            foreach (NetrcLogin login in file.Logins.OrderBy(static login => login.Host is null))
            {
                if (HostOf(login, request) is string host && hosts.Add(host) && ToFound(login, host, request, path) is FoundCredential one)
                {
                    found.Add(one with { Warning = warning });
                }
            }
        }
        catch
        {
            found.ForEach(static one => one.Dispose());
            throw;
        }

        return found.Count > 0 ? found : throw new DevFlowException(
            ErrorReason.NotFound,
            $"The file '{path}' holds nothing for a host that is known to be a platform's; it names: {string.Join(", ", file.Logins.Select(static login => login.Host ?? "default"))}.",
            "Name another host with its platform, such as -Platform <platform> -HostName git.example.com; with -Force the entry for all hosts is taken for it.") { Target = path };
    }

    private static string? HostOf(NetrcLogin login, ImportRequest request) => login.Host is null
        ? (request.Force ? request.HostName : null)
        : request.HostName is null || string.Equals(request.HostName, login.Host, StringComparison.OrdinalIgnoreCase) ? login.Host : null;

    private FoundCredential? ToFound(NetrcLogin login, string host, ImportRequest request, string path)
    {
        string? platform = drafts.PlatformOf(host) ?? (request.HostName is null ? null : request.Platform);
        if (platform is null || !request.Fits(platform) || login.Password is null || SecretLine.Parse(login.Password.Bytes, path) is not SecretBuffer secret)
        {
            return null;
        }

        string? account = login.Login ?? request.Account;
        return drafts.Create(drafts.Shape.KindOf(secret, account), platform, host, account, secret, $"the file '{path}'");
    }

    private static NetrcFile Read(string path)
    {
        using SecretBuffer content = UserFile.Read(path, MaxLength);
        try
        {
            return NetrcFile.Parse(content);
        }
        catch (FormatException error)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The file '{path}' was refused: {error.Message}.", "Copy the logins alone into another file, and import that with -Path.") { Target = path };
        }
    }

    private string DefaultPath()
    {
        string profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return environment("NETRC") is { Length: > 0 } chosen ? Path.GetFullPath(chosen) : Path.Combine(profile, OperatingSystem.IsWindows() ? "_netrc" : ".netrc");
    }
}
