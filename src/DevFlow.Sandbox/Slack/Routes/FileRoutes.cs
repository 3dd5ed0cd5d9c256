using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DevFlow.Sandbox.Slack;

/// <summary>Files: the three steps of an upload, and <c>files.info</c>, <c>list</c> and <c>delete</c>.</summary>
internal sealed class FileRoutes(Workspace workspace, Chat chat, SlackEvents events)
{
    private const int MaxFile = 16 * 1024 * 1024;
    private const long MaxAllFiles = 128L * 1024 * 1024;

    private static readonly string[] Read = ["files:read"];
    private static readonly string[] Write = ["files:write"];

    public IEnumerable<SlackRoute> Routes =>
    [
        new("files.getUploadURLExternal", "GET", SlackTier.Four, CreateUpload) { Scopes = Write },
        new("files.completeUploadExternal", "POST", SlackTier.Four, CompleteUpload) { Scopes = Write },
        new("files.info", "GET", SlackTier.Four, Get) { Scopes = Read },
        new("files.list", "GET", SlackTier.Three, List) { Scopes = Read },
        new("files.delete", "POST", SlackTier.Three, Delete) { Scopes = Write },
    ];

    /// <summary>The addresses of the contents, which are no methods.</summary>
    public IEnumerable<Route<SlackCall>> Pages =>
    [
        new("POST", "/upload/v1/{ticket}", UploadAsync),
        new("PUT", "/upload/v1/{ticket}", UploadAsync),
    ];

    /// <summary>The file an argument names, if the caller may see it.</summary>
    public static SlackFile Find(SlackCall call) =>
        call.Workspace.FindFile(call.Required("file")) is { IsComplete: true } file && (file.Owner == call.User.Id || file.SharedIn.Exists(call.MaySee))
            ? file
            : throw new SlackProblem("file_not_found");

    private Answer CreateUpload(SlackCall call)
    {
        string name = call.Required("filename");
        long? length = call.Integer("length");
        call.CheckInput();
        if (length is not > 0)
        {
            throw new SlackProblem("invalid_arguments") { Messages = ["[ERROR] missing required field: length"] };
        }

        if (length > MaxFile || workspace.Files.Sum(static file => (long)file.Length) + length > MaxAllFiles || workspace.Files.Count >= Workspace.MaxObjects)
        {
            throw new SlackProblem("file_upload_size_restricted");
        }

        SlackFile file = new(workspace.Ids.New("F"), name, call.User.Id, workspace.Clock.Now)
        {
            Length = (int)length,
            Ticket = workspace.Ids.Secret(48),
        };
        workspace.Files.Add(file);
        return call.Ok(writer =>
        {
            writer.WriteString("upload_url"u8, $"{workspace.Origin}/upload/v1/{file.Ticket}");
            writer.WriteString("file_id"u8, file.Id);
        });
    }

    // The ticket in the address is the authorization; the content comes raw or as a part of a multipart form.
    private async ValueTask<Answer> UploadAsync(SlackCall call, CancellationToken cancellationToken)
    {
        if (call.Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaxFile + 64 * 1024;
        }

        byte[] content = await ReadContentAsync(call.Request, cancellationToken).ConfigureAwait(false);
        lock (workspace.Gate)
        {
            if (workspace.Files.Find(candidate => candidate.Ticket == call["ticket"]) is not { IsComplete: false } file)
            {
                call.Exchange.Refuse("bad-ticket");
                return Answer.Text(StatusCodes.Status404NotFound, "text/plain; charset=utf-8", "no such upload");
            }

            if (content.Length != file.Length)
            {
                call.Exchange.Refuse("invalid");
                return Answer.Text(StatusCodes.Status400BadRequest, "text/plain; charset=utf-8", "content length mismatch");
            }

            file.Content = content;
            return Answer.Text(StatusCodes.Status200OK, "text/plain; charset=utf-8", $"OK - {content.Length}");
        }
    }

    private static async Task<byte[]> ReadContentAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using MemoryStream content = new();
        if (request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true)
        {
            IFormCollection form = await request.ReadFormAsync(cancellationToken).ConfigureAwait(false);
            if (form.Files.Count > 0)
            {
                await form.Files[0].CopyToAsync(content, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            await request.Body.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
        }

        return content.ToArray();
    }

    private Answer CompleteUpload(SlackCall call)
    {
        if (call.Json("files", "invalid_arguments") is not { ValueKind: JsonValueKind.Array } named || named.GetArrayLength() == 0)
        {
            throw new SlackProblem("invalid_arguments") { Messages = ["[ERROR] missing required field: files"] };
        }

        List<SlackFile> files = [.. named.EnumerateArray().Select(item => FindUploaded(call, item))];
        List<Conversation> channels = [.. FindChannels(call)];
        string comment = call.Text("initial_comment") ?? "";
        string? thread = call.Text("thread_ts");
        call.CheckInput();
        foreach (SlackFile file in files)
        {
            file.IsComplete = true;
            file.SharedIn.AddRange(channels);
        }

        foreach (Conversation channel in channels)
        {
            chat.Post(
                call.User, call.Caller.IsBot ? call.App : null, channel, new MessageInput(comment) { ThreadTimestamp = thread }, call.Answered, files);
            foreach (SlackFile file in files)
            {
                Tell(call, "file_shared", file, channel);
            }
        }

        return call.Ok(writer =>
        {
            writer.WriteStartArray("files"u8);
            foreach (SlackFile file in files)
            {
                FileJson.Write(writer, file, workspace);
            }

            writer.WriteEndArray();
        });
    }

    private SlackFile FindUploaded(SlackCall call, JsonElement item)
    {
        Fields named = Fields.Of(item);
        if (workspace.FindFile(named.Text("id")) is not { Content: not null, IsComplete: false } file || file.Owner != call.User.Id)
        {
            throw new SlackProblem("file_not_found");
        }

        file.Title = named.Text("title") ?? file.Title;
        return file;
    }

    private IEnumerable<Conversation> FindChannels(SlackCall call)
    {
        IReadOnlyList<string> ids = call.Text("channel_id") is { Length: > 0 } one ? [one] : call.Input.Texts("channels") ?? [];
        foreach (string id in ids)
        {
            Conversation? channel = workspace.FindConversation(id);
            if (channel is null || !call.MaySee(channel))
            {
                throw new SlackProblem("channel_not_found");
            }

            yield return channel.HasMember(call.User) ? channel : throw new SlackProblem("not_in_channel");
        }
    }

    private Answer Get(SlackCall call)
    {
        SlackFile file = Find(call);
        call.CheckInput();
        return call.Ok(
            writer =>
            {
                writer.WritePropertyName("file"u8);
                FileJson.Write(writer, file, workspace);
                writer.WriteStartArray("comments"u8);
                writer.WriteEndArray();
            },
            nextCursor: "");
    }

    // The only method that still counts in pages.
    private Answer List(SlackCall call)
    {
        string? owner = call.Text("user");
        Conversation? channel = call.Text("channel") is null ? null : call.FindConversation();
        int count = (int)Math.Clamp(call.Integer("count") ?? 100, 1, 1000);
        int page = (int)Math.Clamp(call.Integer("page") ?? 1, 1, 100_000);
        call.CheckInput();
        List<SlackFile> found =
        [
            .. workspace.Files.Where(file => file.IsComplete
                && (file.Owner == call.User.Id || file.SharedIn.Exists(call.MaySee))
                && (owner is null || file.Owner == owner)
                && (channel is null || file.SharedIn.Contains(channel))),
        ];
        found.Reverse();
        return call.Ok(writer =>
        {
            writer.WriteStartArray("files"u8);
            foreach (SlackFile file in found.Skip((page - 1) * count).Take(count))
            {
                FileJson.Write(writer, file, workspace);
            }

            writer.WriteEndArray();
            writer.WriteStartObject("paging"u8);
            writer.WriteNumber("count"u8, count);
            writer.WriteNumber("total"u8, found.Count);
            writer.WriteNumber("page"u8, page);
            writer.WriteNumber("pages"u8, Math.Max(1, (found.Count + count - 1) / count));
            writer.WriteEndObject();
        });
    }

    private Answer Delete(SlackCall call)
    {
        SlackFile file = Find(call);
        if (file.Owner != call.User.Id && !call.User.IsAdmin)
        {
            throw new SlackProblem("cant_delete_file");
        }

        workspace.Files.Remove(file);
        foreach (Message message in file.SharedIn.SelectMany(static channel => channel.Messages))
        {
            message.Files.Remove(file);
        }

        Tell(call, "file_deleted", file, null);
        return call.Ok();
    }

    private void Tell(SlackCall call, string type, SlackFile file, Conversation? channel) => events.Publish(
        type,
        channel,
        writer =>
        {
            writer.WriteString("type"u8, type);
            writer.WriteString("file_id"u8, file.Id);
            writer.WriteText("user_id"u8, channel is null ? null : call.User.Id);
            writer.WriteStartObject("file"u8);
            writer.WriteString("id"u8, file.Id);
            writer.WriteEndObject();
            writer.WriteText("channel_id"u8, channel?.Id);
        },
        call.Answered);
}
