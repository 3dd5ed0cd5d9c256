using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Core.Http;

/// <summary>A successful answer as it is kept: what the platform calls this version of it, its headers and its body.</summary>
/// <remarks>
/// In a file: the format's mark; entity tag and Last-Modified, empty where absent; the number of headers, then name and value of
/// each; the body's length and the body; SHA-256 of all that. Strings are UTF-8 behind their length, as BinaryWriter has them.
/// </remarks>
internal sealed record CachedAnswer(string EntityTag, string LastModified, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    private const int Format = 0x31434644; // DFC1

    // Of one connection or one moment, or made anew with the body.
    private static readonly HashSet<string> NotKept = new(StringComparer.OrdinalIgnoreCase)
    {
        "Age", "Connection", "Content-Encoding", "Content-Length", "Date", "Keep-Alive", "Proxy-Authenticate", "Set-Cookie", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    /// <summary>True for one that may be kept, to which the platform gave a version by which to ask for another.</summary>
    public static bool MayTake(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.OK
        && (response.Headers.ETag is not null || response.Content.Headers.LastModified is not null)
        && response.Headers.CacheControl is not { NoStore: true }
        && !response.Headers.Vary.Contains("*");

    /// <summary>Takes an answer whose body is in memory.</summary>
    public static async Task<CachedAnswer> TakeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string entityTag = response.Headers.ETag?.ToString() ?? "";
        string lastModified = response.Content.Headers.LastModified?.ToString("R") ?? "";
        KeyValuePair<string, string>[] headers =
        [
            .. from header in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
               where !NotKept.Contains(header.Key)
               from value in header.Value
               select KeyValuePair.Create(header.Key, value),
        ];
        return new CachedAnswer(entityTag, lastModified, headers, await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Makes a request ask for another version only.</summary>
    public void Condition(HttpRequestHeaders headers)
    {
        if (EntityTag.Length > 0)
        {
            headers.TryAddWithoutValidation("If-None-Match", EntityTag);
        }
        else
        {
            headers.TryAddWithoutValidation("If-Modified-Since", LastModified);
        }
    }

    /// <summary>The answer again. What the platform just said is newer than what it said then: limits and dates above all.</summary>
    public HttpResponseMessage ToResponse(HttpResponseMessage notModified)
    {
        HttpResponseMessage response = new(HttpStatusCode.OK) { Content = new ByteArrayContent(Body), RequestMessage = notModified.RequestMessage, Version = notModified.Version };
        foreach ((string name, HeaderStringValues values) in notModified.Headers.NonValidated)
        {
            response.Headers.TryAddWithoutValidation(name, values);
        }

        foreach (IGrouping<string, string> header in Headers.GroupBy(static header => header.Key, static header => header.Value, StringComparer.OrdinalIgnoreCase))
        {
            // The response's own headers refuse those of the content, and the other way round.
            if (!response.Headers.NonValidated.Contains(header.Key) && !response.Headers.TryAddWithoutValidation(header.Key, header))
            {
                response.Content.Headers.TryAddWithoutValidation(header.Key, header);
            }
        }

        return response;
    }

    public byte[] ToBytes()
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Format);
            writer.Write(EntityTag);
            writer.Write(LastModified);
            writer.Write(Headers.Count);
            foreach ((string name, string value) in Headers)
            {
                writer.Write(name);
                writer.Write(value);
            }

            writer.Write(Body.Length);
            writer.Write(Body);
        }

        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>Reads a file's content; null where it is not whole.</summary>
    public static CachedAnswer? FromBytes(byte[] bytes)
    {
        int length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < 0 || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
        {
            return null;
        }

        using BinaryReader reader = new(new MemoryStream(bytes, 0, length), Encoding.UTF8);
        if (reader.ReadInt32() != Format)
        {
            return null;
        }

        (string entityTag, string lastModified) = (reader.ReadString(), reader.ReadString());
        KeyValuePair<string, string>[] headers = new KeyValuePair<string, string>[reader.ReadInt32()];
        for (int i = 0; i < headers.Length; i++)
        {
            headers[i] = KeyValuePair.Create(reader.ReadString(), reader.ReadString());
        }

        return new CachedAnswer(entityTag, lastModified, headers, reader.ReadBytes(reader.ReadInt32()));
    }
}
