namespace DevFlow.Core.Credentials;

/// <summary>The variables from which the platforms' own tools take logins.</summary>
internal sealed class EnvironmentFinder(ImportDrafts drafts, Func<string, string?> environment) : ICredentialFinder
{
    public IReadOnlyList<FoundCredential> Find(ImportRequest request)
    {
        List<FoundCredential> found = [];
        (string Platform, LoginVariables Tool)[] known = [.. drafts.Platforms(request).SelectMany(static platform => platform.Authentication.Variables, static (platform, tool) => (platform.Id, tool))];
        foreach ((string platform, LoginVariables tool) in known)
        {
            if (tool.Tokens.FirstOrDefault(name => Value(name) is not null) is not string variable)
            {
                continue;
            }

            string? host = (request.Platform is null ? null : request.HostName) ?? First(tool.Hosts);
            if (tool.IsElsewhere && host is null)
            {
                throw new DevFlowException(
                    ErrorReason.InvalidArgument,
                    $"The variable {variable} is set, but none says for which host.",
                    $"Set {tool.Hosts[0]}, or name the host: -Platform {platform} -HostName ...") { Target = variable };
            }

            using SecretBuffer text = SecretBuffer.FromChars(Value(variable));
            if (SecretLine.Parse(text.Bytes, $"the variable {variable}") is SecretBuffer secret)
            {
                string? account = request.Account ?? First(tool.Accounts);
                CredentialKind kind = account is not null && tool.Accounts.Count > 0 ? CredentialKind.Basic : CredentialKind.Token;
                found.Add(drafts.Create(kind, platform, host, account, secret, $"the variable {variable}"));
            }
        }

        return found.Count > 0 ? found : throw new DevFlowException(
            ErrorReason.NotFound,
            "None of the variables is set that the platforms' tools take a token from.",
            $"Set one of {string.Join(", ", known.SelectMany(static one => one.Tool.Tokens))}, or import from elsewhere.");
    }

    private string? First(IReadOnlyList<string> names) => names.Select(Value).FirstOrDefault(static value => value is not null);

    private string? Value(string name) => environment(name) is { Length: > 0 } value ? value : null;
}
