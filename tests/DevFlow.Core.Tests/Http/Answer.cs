using System.Text;

namespace DevFlow.Core.Tests.Http;

/// <summary>What a <see cref="ScriptedServer"/> does with a request.</summary>
internal sealed record Answer(byte[] Bytes, AnswerEnd End = AnswerEnd.Close)
{
    /// <summary>Closes without a byte, as a crashing server does.</summary>
    public static Answer Reset { get; } = new([], AnswerEnd.Reset);

    /// <summary>Takes the request and says nothing.</summary>
    public static Answer Silence { get; } = new([], AnswerEnd.Hang);

    public static Answer Ok(string json = "{}", params string[] headers) => Status(200, json, headers);

    public static Answer Status(int status, string body = "", params string[] headers) =>
        Raw(status, [.. headers, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}"], Encoding.UTF8.GetBytes(body));

    public static Answer Redirect(Uri to, int status = 302) => Status(status, "", $"Location: {to}");

    public static Answer Raw(int status, string[] headers, byte[] body, AnswerEnd end = AnswerEnd.Close)
    {
        string head = $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nConnection: close\r\n{string.Concat(headers.Select(static h => h + "\r\n"))}\r\n";
        return new Answer([.. Encoding.ASCII.GetBytes(head), .. body], end);
    }
}
