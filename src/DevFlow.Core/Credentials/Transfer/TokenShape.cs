namespace DevFlow.Core.Credentials;

/// <summary>What a token tells about itself by its form, as the platforms describe theirs.</summary>
/// <param name="platforms">The ids of the platforms there are.</param>
/// <param name="plugin">The platform of an id.</param>
internal sealed class TokenShape(Func<IEnumerable<string>> platforms, Func<string, IPlatformPlugin> plugin)
{
    /// <summary>The kind of what is sent, in the words of its platform.</summary>
    /// <exception cref="DevFlowException">It cannot be of the platform.</exception>
    public string Describe(string platform, CurrentSecret secret)
    {
        using SecretChars text = secret.ToChars();
        return secret.Kind switch
        {
            CredentialKind.Basic => plugin(platform).Authentication.DescribePassword(text.Chars),
            CredentialKind.AppKey => "app key",
            _ => Describe(platform, text.Chars),
        };
    }

    /// <summary>The kind of a token, in the words of its platform.</summary>
    /// <exception cref="DevFlowException">It cannot be a token of the platform, or is another's.</exception>
    public string Describe(string platform, ReadOnlySpan<char> token)
    {
        IPlatformAuthentication authentication = plugin(platform).Authentication;
        return FormOf(authentication, token) is null && OwnerOf(token) is { } owner
            ? throw new DevFlowException(
                ErrorReason.InvalidArgument, $"This looks like a token of {owner}, not one of {platform}.", $"Give a token of {platform}, or name the platform the token belongs to.") { Target = platform }
            : authentication.DescribeToken(token);
    }

    /// <summary>The platform whose tokens look like this; null where the form says nothing.</summary>
    public string? OwnerOf(SecretBuffer secret)
    {
        using SecretChars text = secret.ToChars();
        return OwnerOf(text.Chars);
    }

    /// <summary>What a secret is that was found beside this account, which may be unknown.</summary>
    public CredentialKind KindOf(SecretBuffer secret, string? account)
    {
        if (account is null)
        {
            return CredentialKind.Token;
        }

        using SecretChars text = secret.ToChars();
        return OwnerOf(text.Chars) is { } owner ? FormOf(plugin(owner).Authentication, text.Chars)!.Kind : CredentialKind.Basic;
    }

    /// <summary>Where a token is taken that says so itself; null where it does not tell.</summary>
    public static Uri? PlaceOf(IPlatformPlugin plugin, SecretBuffer token)
    {
        using SecretChars text = token.ToChars();
        return plugin.Authentication.FindBaseUri(text.Chars);
    }

    /// <inheritdoc cref="PlaceOf(IPlatformPlugin, SecretBuffer)"/>
    public static Uri? PlaceOf(IPlatformPlugin plugin, CurrentSecret token)
    {
        using SecretChars text = token.ToChars();
        return plugin.Authentication.FindBaseUri(text.Chars);
    }

    // One that cannot be loaded says nothing of its tokens, and keeps nobody from using another.
    private string? OwnerOf(ReadOnlySpan<char> token)
    {
        foreach (string id in platforms().Order(StringComparer.Ordinal))
        {
            try
            {
                if (FormOf(plugin(id).Authentication, token) is not null)
                {
                    return id;
                }
            }
            catch (DevFlowException error) when (error.Reason is ErrorReason.PluginInvalid or ErrorReason.PluginDisabled)
            {
                continue;
            }
        }

        return null;
    }

    private static TokenForm? FormOf(IPlatformAuthentication authentication, ReadOnlySpan<char> token)
    {
        foreach (TokenForm form in authentication.Forms)
        {
            if (token.StartsWith(form.Prefix, StringComparison.Ordinal))
            {
                return form;
            }
        }

        return null;
    }
}
