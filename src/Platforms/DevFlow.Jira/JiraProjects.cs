using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>The projects an account may browse. Cloud has them in pages; Data Center, which has no such search, lists all at once.</summary>
internal sealed class JiraProjects : IPlatformList<Project>
{
    // The largest page Cloud gives.
    private const int PageSize = 100;

    public IReadOnlyList<Uri> GetAddresses(Uri apiUri) =>
        [new Uri(apiUri, $"rest/api/2/project/search?maxResults={PageSize}&orderBy=key"), new Uri(apiUri, "rest/api/2/project")];

    public ItemPage<Project> Read(HttpResponseMessage response)
    {
        Uri asked = response.RequestMessage!.RequestUri!;
        return PagedAnswer.Read(
            response,
            "Jira",
            static page => page.ValueKind == JsonValueKind.Array ? page : JiraPaging.Items(page),
            item => Payload.Text(item, "key") is { } key
                ? new Project
                {
                    Id = Payload.Text(item, "id") ?? "",
                    Key = key,
                    Name = Payload.Text(item, "name") ?? key,
                    Uri = PageOf(asked, key),
                    Kind = Payload.Text(item, "projectTypeKey"),
                }
                : null,
            page => JiraPaging.Following(page, asked));
    }

    // The gateway is no address for a browser.
    private static Uri? PageOf(Uri asked, string key) =>
        JiraAddress.IsGateway(asked) ? null : new Uri(asked.AbsoluteUri[..asked.AbsoluteUri.IndexOf("rest/api/", StringComparison.Ordinal)] + "browse/" + Uri.EscapeDataString(key));
}
