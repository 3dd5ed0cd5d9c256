namespace DevFlow.Platforms;

/// <summary>Looks into bodies that are in memory, without taking them from who reads them next.</summary>
internal static class BodyBytes
{
    /// <summary>The body of a request; null where it has none, or one that can be read only once.</summary>
    public static byte[]? Of(HttpRequestMessage request, int maxLength) =>
        request.Content is ByteArrayContent content ? Read(content, maxLength) : null;

    /// <summary>The body of an answer that was read to its end; null where it is longer than <paramref name="maxLength"/>.</summary>
    public static byte[]? Of(HttpResponseMessage response, int maxLength) => Read(response.Content, maxLength);

    private static byte[]? Read(HttpContent content, int maxLength)
    {
        Stream body = content.ReadAsStream();
        if (!body.CanSeek || body.Length > maxLength)
        {
            return null;
        }

        body.Position = 0;
        byte[] bytes = new byte[body.Length];
        body.ReadExactly(bytes);
        body.Position = 0;
        return bytes;
    }
}
