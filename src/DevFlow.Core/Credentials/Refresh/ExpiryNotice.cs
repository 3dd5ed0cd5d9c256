using System.Text.Json.Serialization;

namespace DevFlow.Core.Credentials;

/// <summary>The payload of <c>devflow.credential.expiring</c>.</summary>
internal sealed record ExpiryNotice(string Name, string Kind, string Platform, string Account, DateTimeOffset EndsAt, int DaysLeft);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ExpiryNotice))]
internal sealed partial class ExpiryJson : JsonSerializerContext;
