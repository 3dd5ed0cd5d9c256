using System.Globalization;
using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Ledger;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>One request on its way through Slack.</summary>
internal sealed class SlackCall(HttpContext context, Exchange exchange, Workspace workspace) : Call(context, exchange)
{
    private const int MaxPage = 1000;

    public Workspace Workspace { get; } = workspace;

    /// <summary>The arguments, from query, form or JSON.</summary>
    public Fields Input { get; set; } = Fields.Of(context.Request.Query);

    /// <summary>The token; set where the method needs one.</summary>
    public Token<SlackIdentity> Token { get; set; } = null!;

    public SlackIdentity Caller => Token.Spec.Owner;

    public SlackApp App => Caller.App;

    /// <summary>The user whose token it is; never asked of an app's token.</summary>
    public SlackUser User => Caller.User!;

    /// <summary>What the caller did that Slack tolerates: <c>missing_charset</c>.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Ends when the answer is sent.</summary>
    public Task Answered => Exchange.Answered;

    /// <summary>The channel a message goes to, for its limit.</summary>
    public string? PostingTo => Text("channel");

    public bool HasScope(string scope) => Token.Spec.Scopes.Contains(scope, StringComparer.Ordinal);

    public void Need(string scope)
    {
        if (!HasScope(scope))
        {
            throw new SlackProblem("missing_scope") { Needed = scope };
        }
    }

    public string? Text(string name) => Input.Text(name, lenient: true);

    /// <exception cref="SlackProblem">It is not there.</exception>
    public string Required(string name, string? error = null) =>
        Text(name) is { Length: > 0 } text ? text : throw Missing(name, error);

    public bool Flag(string name) => Input.Flag(name) ?? false;

    public long? Integer(string name) => Input.Number(name);

    /// <summary>A structure: JSON as it is, or as text inside a form.</summary>
    /// <exception cref="SlackProblem">It is no JSON.</exception>
    public JsonElement? Json(string name, string error)
    {
        if (Input.Raw(name) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } element)
        {
            return element;
        }

        if (Text(name) is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            return JsonBody.Parse(text);
        }
        catch (JsonException)
        {
            throw new SlackProblem(error);
        }
    }

    /// <summary>Refuses what could not be read so far.</summary>
    /// <exception cref="SlackProblem">Something was of a wrong type.</exception>
    public void CheckInput()
    {
        if (Input.Problems.Count > 0)
        {
            throw new SlackProblem("invalid_arguments")
            {
                Messages = [.. Input.Problems.Select(problem => $"[ERROR] must be a {problem.Expected} [json-pointer:/{problem.Field}]")],
            };
        }
    }

    /// <summary>The conversation the argument <c>channel</c> names, if the caller may know of it.</summary>
    public Conversation FindConversation()
    {
        string id = Required("channel");
        return Workspace.FindConversation(id) is { } found && MaySee(found) ? found : throw new SlackProblem("channel_not_found");
    }

    public bool MaySee(Conversation conversation) =>
        conversation.Kind == ConversationKind.PublicChannel || conversation.HasMember(User);

    /// <summary>The message a channel and a timestamp name.</summary>
    public Message FindMessage(Conversation conversation, string name) =>
        conversation.Find(Required(name)) ?? throw new SlackProblem("message_not_found");

    public SlackUser FindUser(string name) => Workspace.FindUser(Required(name)) ?? throw new SlackProblem("user_not_found");

    /// <summary>Cuts a page out of a list and writes it.</summary>
    public Answer Page<T>(ReadOnlySpan<byte> name, IReadOnlyList<T> all, Action<Utf8JsonWriter, T> write, int otherwise = 100, Action<Utf8JsonWriter>? more = null)
    {
        int limit = ReadLimit(otherwise);
        int start = ReadCursor("offset") is { } cursor && int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out int offset) ? offset : 0;
        int end = (int)Math.Min(all.Count, (long)start + limit);
        CheckInput();
        string property = Encoding.UTF8.GetString(name);
        return Ok(
            writer =>
            {
                writer.WriteStartArray(property);
                for (int i = start; i < end; i++)
                {
                    write(writer, all[i]);
                }

                writer.WriteEndArray();
                more?.Invoke(writer);
            },
            end < all.Count ? Cursor("offset", end.ToString(CultureInfo.InvariantCulture)) : "");
    }

    /// <exception cref="SlackProblem">It is not from 1 to 1000.</exception>
    public int ReadLimit(int otherwise) => Integer("limit") switch
    {
        null or 0 => otherwise,
        > 0 and <= MaxPage and long limit => (int)limit,
        _ => throw new SlackProblem("invalid_limit"),
    };

    /// <summary>What a cursor of this kind holds; null where none was sent.</summary>
    public string? ReadCursor(string kind)
    {
        if (Text("cursor") is not { Length: > 0 } cursor)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[256];
        return cursor.Length < bytes.Length
            && Convert.TryFromBase64String(cursor, bytes, out int length)
            && Encoding.UTF8.GetString(bytes[..length]) is var text
            && text.StartsWith(kind + ":", StringComparison.Ordinal)
                ? text[(kind.Length + 1)..]
                : throw new SlackProblem("invalid_cursor");
    }

    public static string Cursor(string kind, string value) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{kind}:{value}"));

    /// <summary>Answers <c>ok: true</c>.</summary>
    /// <param name="write">Writes the members of the answer.</param>
    /// <param name="nextCursor">Where the next page begins, empty on the last one; null where there are no pages.</param>
    public Answer Ok(Action<Utf8JsonWriter>? write = null, string? nextCursor = null) => Answer.Json(StatusCodes.Status200OK, writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("ok"u8, true);
        write?.Invoke(writer);
        WriteMetadata(writer, nextCursor, []);
        writer.WriteEndObject();
    });

    /// <summary>Answers <c>ok: false</c>.</summary>
    public Answer Fail(SlackProblem problem) => Answer.Json(problem.Status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("ok"u8, false);
        writer.WriteString("error"u8, problem.Error);
        if (problem.Needed is { } needed)
        {
            writer.WriteString("needed"u8, needed);
            writer.WriteString("provided"u8, string.Join(',', Token.Spec.Scopes));
        }

        WriteMetadata(writer, null, problem.Messages);
        writer.WriteEndObject();
    });

    private static SlackProblem Missing(string name, string? error) => error is null
        ? new("invalid_arguments") { Messages = [$"[ERROR] missing required field: {name}"] }
        : new(error);

    private void WriteMetadata(Utf8JsonWriter writer, string? nextCursor, IReadOnlyList<string> messages)
    {
        if (Warnings.Count > 0)
        {
            writer.WriteString("warning"u8, string.Join(',', Warnings));
        }

        if (Warnings.Count == 0 && nextCursor is null && messages.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("response_metadata"u8);
        if (nextCursor is not null)
        {
            writer.WriteString("next_cursor"u8, nextCursor);
        }

        WriteTexts(writer, "warnings"u8, Warnings);
        WriteTexts(writer, "messages"u8, messages);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            writer.WriteTexts(name, texts);
        }
    }
}
