using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Where an app wants to be told, from a scenario or from the event <c>configure</c>.</summary>
/// <param name="Events">The request URL of the Events API.</param>
/// <param name="Interactivity">That of buttons and views.</param>
/// <param name="Commands">Those of slash commands, by their names.</param>
internal sealed record RequestUrls(Uri? Events, Uri? Interactivity, IReadOnlyDictionary<string, Uri> Commands)
{
    /// <exception cref="DevFlowException">An address is not on this machine.</exception>
    public static RequestUrls Read(Fields fields)
    {
        Dictionary<string, Uri> commands = new(StringComparer.Ordinal);
        if (fields.Raw("commands") is { ValueKind: JsonValueKind.Object } named)
        {
            foreach (JsonProperty command in named.EnumerateObject())
            {
                commands[command.Name] = ReadUri(command.Value.ValueKind == JsonValueKind.String ? command.Value.GetString() : null, command.Name)!;
            }
        }

        return new(ReadUri(fields.Text("request_url"), "request_url"), ReadUri(fields.Text("interactivity_url"), "interactivity_url"), commands);
    }

    /// <summary>Sets them without a challenge.</summary>
    public void ApplyUnasked(AppLink link) => link.Set(Events, Interactivity, Commands);

    /// <summary>Sets them; the one of events has to answer the challenge.</summary>
    /// <exception cref="SlackProblem">It does not.</exception>
    public async Task ApplyAsync(AppLink link, CancellationToken cancellationToken)
    {
        if (Events is not null)
        {
            await link.SetEventsAsync(Events, cancellationToken).ConfigureAwait(false);
        }

        link.Set(null, Interactivity, Commands);
    }

    private static Uri? ReadUri(string? text, string name)
    {
        if (text is null)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && LoopbackClient.IsLoopback(address)
            ? address
            : throw new DevFlowException(
                ErrorReason.InvalidArgument, $"{name} is no http address on this machine.", "Name an address such as http://127.0.0.1:3000/slack/events.")
            { Target = name };
    }
}
