using System.Management.Automation;
using System.Security;
using System.Text;
using DevFlow.Core.Credentials;
using DevFlow.Core.Files;
using DevFlow.Core.Webhooks;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell;

/// <summary>The base of the cmdlets that try signatures: whose, with which secret, over which body.</summary>
public abstract class SignedWebhookCmdlet : AsyncDevFlowCmdlet
{
    /// <summary>Whose signatures: a platform's id such as github, or standard for Standard Webhooks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SchemeCompleter))]
    public string Platform { get; set; } = "";

    /// <summary>The secret.</summary>
    [Parameter]
    public SecureString? Secret { get; set; }

    /// <summary>The stored secret.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CredentialCompleter))]
    public string? CredentialName { get; set; }

    /// <summary>The body, as text.</summary>
    [Parameter]
    public string? Body { get; set; }

    /// <summary>A file with the body, byte for byte.</summary>
    [Parameter]
    public string? Path { get; set; }

    /// <summary>The body that was given; null where none was.</summary>
    private protected byte[]? ReadBody()
    {
        if (Body is not null)
        {
            return Encoding.UTF8.GetBytes(Body);
        }

        if (Path is null)
        {
            return null;
        }

        using SecretBuffer content = UserFile.Read(SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path), HttpSource.LargestBody);
        return content.Bytes.ToArray();
    }

    /// <summary>The source with its secrets; the caller disposes it.</summary>
    private protected HttpSource OpenSource()
    {
        using SecretBuffer? secret = Secret is null ? null : SecureText.ToBuffer(Secret);
        return EngineHost.Engine.Webhooks.Sources.Open(new SourceRequest(Name: null, Platform, secret, CredentialName, MaxBodyBytes: 0, AllowFrom: []));
    }
}
