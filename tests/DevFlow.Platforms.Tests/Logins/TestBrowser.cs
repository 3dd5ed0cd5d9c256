using System.Net;
using System.Web;

namespace DevFlow.Platforms.Tests.Logins;

/// <summary>A browser with a person who decides: presses the button of a sandbox's page and goes where they are sent.</summary>
internal static class TestBrowser
{
    /// <summary>The address the browser ends at, which was not opened yet.</summary>
    public static async Task<Uri> DecideAsync(Uri page, bool isAllowed)
    {
        using HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });
        using HttpResponseMessage shown = await client.GetAsync(page, TestContext.Current.CancellationToken);
        if (shown.StatusCode == HttpStatusCode.Found)
        {
            return shown.Headers.Location!;
        }

        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(page.Query);
        using FormUrlEncodedContent form = new([.. query.AllKeys.Select(name => KeyValuePair.Create(name!, query[name]!)), KeyValuePair.Create("decision", isAllowed ? "approve" : "deny")]);
        using HttpResponseMessage answer = await client.PostAsync(page, form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return answer.Headers.Location!;
    }

    /// <summary>Opens an address; the text of the page.</summary>
    public static async Task<(HttpStatusCode Status, string Text)> OpenAsync(Uri address)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        using HttpResponseMessage response = await client.GetAsync(address, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
