namespace DevFlow.Platforms;

/// <summary>Addresses of platforms as people give them.</summary>
internal static class WebAddress
{
    public static void Require(Uri address, string platform, string examples)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"'{address}' is not an address of {platform}: it must begin with https://.",
                $"Give the address you open in the browser, such as {examples}.");
        }
    }

    /// <summary>The same address with one parameter of its query set.</summary>
    public static Uri WithQuery(Uri address, string name, string value)
    {
        string prefix = name + "=";
        IEnumerable<string> others = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(part => !part.StartsWith(prefix, StringComparison.Ordinal));
        return new UriBuilder(address) { Query = string.Join('&', [.. others, prefix + Uri.EscapeDataString(value)]) }.Uri;
    }

    /// <summary>A path on the origin of an address, whatever page of it was copied.</summary>
    public static Uri OnOrigin(Uri address, string path) =>
        new(new Uri(address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)), path);
}
