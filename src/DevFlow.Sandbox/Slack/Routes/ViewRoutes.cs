using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Modals and home tabs: <c>views.*</c>.</summary>
internal sealed class ViewRoutes(Workspace workspace, Tickets tickets)
{
    /// <summary>How many modals can lie on each other.</summary>
    private const int MaxStack = 3;

    private const int MaxSize = 250_000;
    private const int MaxBlocks = 100;

    public IEnumerable<SlackRoute> Routes =>
    [
        new("views.open", "GET", SlackTier.Four, Open),
        new("views.push", "GET", SlackTier.Four, Push),
        new("views.update", "GET", SlackTier.Four, Update),
        new("views.publish", "GET", SlackTier.Four, Publish) { Callers = Callers.Bot },
    ];

    /// <summary>Makes a view, as a call or as the answer to a submission.</summary>
    public SlackView Add(SlackApp app, SlackUser user, JsonElement content, SlackView? below)
    {
        SlackView view = new(workspace.Ids.New("V"), app, user, content)
        {
            Hash = NewHash(),
            Root = below?.Root ?? below,
            Previous = below,
        };
        if (view.ExternalId is { Length: > 0 } externalId && workspace.Views.Exists(other => other.App == app && other.ExternalId == externalId))
        {
            throw new SlackProblem("duplicate_external_id");
        }

        if (workspace.Views.Count >= Workspace.MaxObjects)
        {
            workspace.Views.RemoveAt(0);
        }

        workspace.Views.Add(view);
        return view;
    }

    public void Change(SlackView view, JsonElement content)
    {
        view.Content = content;
        view.Hash = NewHash();
    }

    /// <exception cref="SlackProblem">It is no view of this type.</exception>
    public static JsonElement Check(JsonElement content, string type)
    {
        if (content.ValueKind != JsonValueKind.Object)
        {
            throw new SlackProblem("invalid_arguments") { Messages = ["[ERROR] must provide an object [json-pointer:/view]"] };
        }

        string? problem = FindProblem(content, type);
        if (problem is not null)
        {
            throw new SlackProblem("invalid_arguments") { Messages = [$"[ERROR] {problem}"] };
        }

        return Encoding.UTF8.GetByteCount(content.GetRawText()) <= MaxSize ? content.Clone() : throw new SlackProblem("view_too_large");
    }

    private static string? FindProblem(JsonElement content, string type)
    {
        if (!content.TryGetProperty("type", out JsonElement given) || !given.ValueEquals(type))
        {
            return $"unsupported type, expected {type} [json-pointer:/view/type]";
        }

        if (type == "modal" && (!content.TryGetProperty("title", out JsonElement title) || title.ValueKind != JsonValueKind.Object))
        {
            return "missing required field: title [json-pointer:/view]";
        }

        if (!content.TryGetProperty("blocks", out JsonElement blocks) || blocks.ValueKind != JsonValueKind.Array)
        {
            return "missing required field: blocks [json-pointer:/view]";
        }

        return blocks.GetArrayLength() > MaxBlocks ? "no more than 100 items allowed [json-pointer:/view/blocks]" : null;
    }

    private Answer Open(SlackCall call)
    {
        JsonElement content = Read(call, "modal");
        SlackUser user = tickets.Exchange(call.App, call.Required("trigger_id"));
        return Show(call, Add(call.App, user, content, below: null));
    }

    private Answer Push(SlackCall call)
    {
        JsonElement content = Read(call, "modal");
        SlackUser user = tickets.Exchange(call.App, call.Required("trigger_id"));
        SlackView? top = workspace.Views.FindLast(view => view.App == call.App && view.User == user && IsModal(view));
        if (Depth(top) >= MaxStack)
        {
            throw new SlackProblem("push_limit_reached");
        }

        return Show(call, Add(call.App, user, content, top));
    }

    private Answer Update(SlackCall call)
    {
        string? id = call.Text("view_id");
        string? externalId = call.Text("external_id");
        if (id is null && externalId is null)
        {
            throw new SlackProblem("invalid_arguments") { Messages = ["[ERROR] missing required field: view_id or external_id"] };
        }

        SlackView view = workspace.Views.Find(view => view.App == call.App && (view.Id == id || (id is null && view.ExternalId == externalId)))
            ?? throw new SlackProblem("not_found");
        JsonElement content = Read(call, IsModal(view) ? "modal" : "home");
        CheckHash(call, view);
        Change(view, content);
        return Show(call, view);
    }

    private Answer Publish(SlackCall call)
    {
        SlackUser user = call.FindUser("user_id");
        JsonElement content = Read(call, "home");
        SlackView? home = workspace.Views.Find(view => view.App == call.App && view.User == user && !IsModal(view));
        if (home is null)
        {
            return Show(call, Add(call.App, user, content, below: null));
        }

        CheckHash(call, home);
        Change(home, content);
        return Show(call, home);
    }

    private static JsonElement Read(SlackCall call, string type)
    {
        JsonElement content = call.Json("view", "invalid_arguments")
            ?? throw new SlackProblem("invalid_arguments") { Messages = ["[ERROR] missing required field: view"] };
        return Check(content, type);
    }

    private static void CheckHash(SlackCall call, SlackView view)
    {
        if (call.Text("hash") is { Length: > 0 } hash && hash != view.Hash)
        {
            throw new SlackProblem("hash_conflict");
        }
    }

    private static int Depth(SlackView? view) => view is null ? 0 : 1 + Depth(view.Previous);

    private static bool IsModal(SlackView view) => view.Content.GetProperty("type").ValueEquals("modal");

    private string NewHash() => $"{workspace.Clock.Now.ToUnixTimeSeconds()}.{workspace.Ids.Secret(8)}";

    private Answer Show(SlackCall call, SlackView view) => call.Ok(writer =>
    {
        writer.WritePropertyName("view"u8);
        ViewJson.Write(writer, view, workspace);
    });
}
