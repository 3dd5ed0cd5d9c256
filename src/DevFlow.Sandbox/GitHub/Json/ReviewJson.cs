using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema pull-request-review.</summary>
internal static class ReviewJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, Issue issue, PullReview review, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, repository, issue, review, review.State, links);
        writer.WriteEndObject();
    }

    /// <summary>The form in webhooks, where the state is in small letters.</summary>
    public static void WriteTold(Utf8JsonWriter writer, Repository repository, Issue issue, PullReview review, Links links)
    {
        writer.WriteStartObject("review"u8);
#pragma warning disable CA1308 // GitHub's form, not a comparison.
        WriteFields(writer, repository, issue, review, review.State.ToLowerInvariant(), links);
#pragma warning restore CA1308
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, Repository repository, Issue issue, PullReview review, string state, Links links)
    {
        string html = string.Create(CultureInfo.InvariantCulture, $"{issue.HtmlPath(repository)}#pullrequestreview-{review.Id}");
        string pull = issue.PullApiPath(repository);
        writer.WriteNumber("id"u8, review.Id);
        writer.WriteString("node_id"u8, review.NodeId);
        AccountJson.Write(writer, "user"u8, review.Author, links);
        writer.WriteString("body"u8, review.Body);
        writer.WriteString("state"u8, state);
        writer.WriteAddress("html_url"u8, links.Html, html);
        writer.WriteAddress("pull_request_url"u8, links.Api, pull);
        writer.WriteString("author_association"u8, repository.AssociationOf(review.Author));
        writer.WriteStartObject("_links"u8);
        writer.WriteStartObject("html"u8);
        writer.WriteAddress("href"u8, links.Html, html);
        writer.WriteEndObject();
        writer.WriteStartObject("pull_request"u8);
        writer.WriteAddress("href"u8, links.Api, pull);
        writer.WriteEndObject();
        writer.WriteEndObject();
        if (review.SubmittedAt is { } submittedAt)
        {
            writer.WriteMoment("submitted_at"u8, submittedAt);
        }

        writer.WriteString("commit_id"u8, review.CommitSha);
    }
}
