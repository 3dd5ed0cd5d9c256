using System.Globalization;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>The channels of a workspace. Private ones take a scope of their own; a token without it is asked for the public ones.</summary>
internal sealed class SlackChannels : IPlatformList<ChatChannel>
{
    // Slack advises against more, although it takes 1,000.
    private const int PageSize = 200;

    public IReadOnlyList<Uri> GetAddresses(Uri apiUri) =>
        [new Uri(apiUri, $"conversations.list?limit={PageSize}&types=public_channel,private_channel"), new Uri(apiUri, $"conversations.list?limit={PageSize}&types=public_channel")];

    public ItemPage<ChatChannel> Read(HttpResponseMessage response) =>
        PagedAnswer.Read(
            response,
            "Slack",
            static page => PagedAnswer.FindItems(page, "channels"),
            static item => Payload.Text(item, "id") is { } id
                ? new ChatChannel
                {
                    Id = id,
                    Name = Payload.Text(item, "name") ?? id,
                    Topic = Payload.Text(item, "topic.value"),
                    Purpose = Payload.Text(item, "purpose.value"),
                    IsPrivate = Payload.Flag(item, "is_private") == true,
                    IsArchived = Payload.Flag(item, "is_archived") == true,
                    IsMember = Payload.Flag(item, "is_member") == true,
                    Members = long.TryParse(Payload.Text(item, "num_members"), CultureInfo.InvariantCulture, out long members) ? members : null,
                }
                : null,
            page => SlackPaging.Next(page, response.RequestMessage!.RequestUri!) is { } next ? [next] : []);
}
