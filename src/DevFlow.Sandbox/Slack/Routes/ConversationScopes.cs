namespace DevFlow.Sandbox.Slack;

/// <summary>Scopes that have one form for each kind of conversation: <c>channels:read</c>, <c>groups:read</c> and so on.</summary>
internal static class ConversationScopes
{
    public static readonly string[] Read = ["channels:read", "groups:read", "mpim:read", "im:read"];

    public static readonly string[] History = ["channels:history", "groups:history", "mpim:history", "im:history"];

    public static readonly string[] Write = ["channels:manage", "groups:write", "mpim:write", "im:write", "channels:write"];

    public static readonly string[] Join = ["channels:join", "channels:write"];

    /// <summary>Finds the conversation an argument names and checks that the token may do this to its kind.</summary>
    public static Conversation FindConversationFor(this SlackCall call, string right)
    {
        Conversation found = call.FindConversation();
        string scope = $"{found.ScopeWord}:{right}";

        // What bots call channels:manage is channels:write for people.
        bool isManaged = right == "write" && found.Kind == ConversationKind.PublicChannel;
        if (!call.HasScope(scope) && !(isManaged && call.HasScope("channels:manage")))
        {
            throw new SlackProblem("missing_scope") { Needed = isManaged && call.Caller.IsBot ? "channels:manage" : scope };
        }

        return found;
    }
}
