namespace DevFlow.Core.Http;

/// <summary>The part of an address that decides who receives a secret: scheme, host and port.</summary>
internal static class Origin
{
    public static Uri Of(Uri address) => new(address.GetLeftPart(UriPartial.Authority) + "/");

    /// <summary>Compares as they are: a Uri has scheme and host in small letters.</summary>
    public static bool Same(Uri left, Uri right) => left.Port == right.Port && left.Scheme == right.Scheme && left.IdnHost == right.IdnHost;

    /// <summary>Refuses an address that would send secrets in clear text over a network.</summary>
    public static void RequireSafe(Uri address)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp) || address.UserInfo.Length > 0)
        {
            string shown = address.IsAbsoluteUri ? address.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.SafeUnescaped) : address.OriginalString;
            throw new DevFlowException(ErrorReason.InvalidArgument, $"'{shown}' is not an address DevFlow can connect to.", "Give an absolute https address without a user name, such as https://git.example.com.") { Target = shown };
        }

        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            throw new DevFlowException(ErrorReason.InsecureAddress, $"'{address}' would send the credential in clear text.", "Use the https address; plain http is accepted for loopback only.") { Target = address.ToString() };
        }
    }
}
