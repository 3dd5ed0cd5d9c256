using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace DevFlow.Platforms.Tests.Sandbox.Slack;

/// <summary>What Slack sent to an app.</summary>
internal sealed record Request(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The JSON in the form field of an interaction.</summary>
    public JsonElement Payload => JsonElement.Parse(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(Body))["payload"].ToString());
}
