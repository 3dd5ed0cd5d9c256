using System.ComponentModel;
using System.Diagnostics;

namespace DevFlow.Core.Logins;

/// <summary>The browser of whoever sits at this machine.</summary>
internal static class WebBrowser
{
    /// <summary>Opens a page; false where there is no browser.</summary>
    /// <param name="page">An http or https address: handed to the shell, anything else could be a program.</param>
    public static bool Open(Uri page)
    {
        if (page.Scheme != Uri.UriSchemeHttps && page.Scheme != Uri.UriSchemeHttp)
        {
            return false;
        }

        try
        {
            using Process? started = Process.Start(new ProcessStartInfo(page.AbsoluteUri) { UseShellExecute = true });
            return true;
        }
        catch (Exception missing) when (missing is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            return false;
        }
    }
}
