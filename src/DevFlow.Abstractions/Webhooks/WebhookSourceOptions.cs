using System.Security;

namespace DevFlow;

/// <summary>A source of a listener, as a script describes it; a hashtable with these names will do.</summary>
public sealed class WebhookSourceOptions
{
    /// <summary>The last segment of the path; the platform's id by default.</summary>
    public string? Name { get; set; }

    /// <summary>Whose signatures are verified: a platform's id, or <c>standard</c> for Standard Webhooks.</summary>
    public string Platform { get; set; } = "";

    /// <summary>The shared secret, for as long as the listener runs.</summary>
    public SecureString? Secret { get; set; }

    /// <summary>A stored webhook secret; when it is rotated, the listener follows.</summary>
    public string? CredentialName { get; set; }

    /// <summary>The largest body in bytes; 25 MiB by default, and at most.</summary>
    public int MaxBodyBytes { get; set; }

    /// <summary>Who may send: addresses, networks (<c>192.30.252.0/22</c>), or files of such or of GitHub's <c>/meta</c>; everybody by default.</summary>
    public string[] AllowFrom { get; set; } = [];
}
