using System.Text.Json;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>An answer, read to its end.</summary>
/// <param name="Status">The status.</param>
/// <param name="MediaType">The content type without its parameters; null for none.</param>
/// <param name="Body">The body's bytes.</param>
public sealed record ContractAnswer(int Status, string? MediaType, byte[] Body)
{
    /// <summary>The body where it is JSON; otherwise undefined.</summary>
    public JsonElement Json { get; } = Parse(Body);

    public bool IsSuccess => Status is >= 200 and < 400;

    public static async Task<ContractAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) => new(
        (int)response.StatusCode,
        response.Content.Headers.ContentType?.MediaType,
        await response.Content.ReadAsByteArrayAsync(cancellationToken));

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? default : JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
