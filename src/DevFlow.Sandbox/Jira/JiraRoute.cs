using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>One operation of Jira's API.</summary>
internal sealed record JiraRoute : Route<JiraCall>
{
    public const string Version3 = "/rest/api/3/";
    public const string Version2 = "/rest/api/2/";

    private const string OfAnIssue = "/issue/{issueIdOrKey}";

    private readonly JiraState _state;
    private readonly Func<JiraCall, Fields, Answer> _carryOut;

    /// <param name="method">The HTTP method.</param>
    /// <param name="template">The path as Jira's description has it, in version 3.</param>
    /// <param name="scope">The classic scope a token needs; null where none does.</param>
    /// <param name="state">Its gate is held while the operation is carried out.</param>
    /// <param name="carryOut">What carries it out, from the request's query and body.</param>
    public JiraRoute(string method, string template, string? scope, JiraState state, Func<JiraCall, Fields, Answer> carryOut)
        : base(method, template, (call, cancellationToken) => CarryOutAsync(state, carryOut, call, cancellationToken))
    {
        Scope = scope;
        _state = state;
        _carryOut = carryOut;
    }

    public string? Scope { get; }

    /// <summary>What Data Center asks for instead.</summary>
    public string? ServerScope => Scope is null ? null : IsForAdmins ? "ADMIN" : Method == "GET" ? "READ" : "WRITE";

    /// <summary>True where nobody has to log in.</summary>
    public bool IsPublic { get; init; }

    /// <summary>True where a token that is for the gateway only is taken at its own address, which no site has.</summary>
    public bool IsAtAnyAddress { get; init; }

    /// <summary>True where only administrators may.</summary>
    public bool IsForAdmins { get; init; }

    /// <summary>True where a person's own login does not do.</summary>
    public bool IsForApps { get; init; }

    /// <summary>The points of each thing in the answer: 1, and 2 for people.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Requests a second in the long run; null for the method's own number.</summary>
    public int? Burst { get; init; }

    /// <summary>True where it changes the issue its path names.</summary>
    public bool WritesIssue => Method != "GET" && Template.Contains(OfAnIssue, StringComparison.Ordinal);

    /// <summary>True where a change of the issue between the request's head and its body is a conflict.</summary>
    public bool SeesIssueFirst { get; init; }

    /// <summary>The same operation in version 2.</summary>
    public JiraRoute InVersion2() =>
        new(Method, Template.Replace(Version3, Version2, StringComparison.Ordinal), Scope, _state, _carryOut)
        {
            IsPublic = IsPublic,
            IsForAdmins = IsForAdmins,
            Weight = Weight,
            Burst = Burst,
            SeesIssueFirst = SeesIssueFirst,
        };

    // One object is made for each operation: it is its own identity.
    public bool Equals(JiraRoute? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private static async ValueTask<Answer> CarryOutAsync(
        JiraState state, Func<JiraCall, Fields, Answer> carryOut, JiraCall call, CancellationToken cancellationToken)
    {
        if (call.Route!.SeesIssueFirst)
        {
            lock (state.Gate)
            {
                call.VersionSeen = call.Find(state)?.Version ?? 0;
            }
        }

        Fields input;
        if (HttpMethods.IsGet(call.Request.Method) || HttpMethods.IsHead(call.Request.Method))
        {
            input = Fields.Of(call.Query);
        }
        else if (call.Request.HasFormContentType && !call.Route!.IsPublic)
        {
            return JiraProblem.Create(StatusCodes.Status415UnsupportedMediaType, "Unsupported Media Type");
        }
        else
        {
            try
            {
                input = await Fields.ReadAsync(call.Request, cancellationToken).ConfigureAwait(false);
            }
            catch (JsonException)
            {
                return RefuseBody(call);
            }
            catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
            {
                return JiraProblem.Create(StatusCodes.Status413PayloadTooLarge, "The request body is too large.");
            }

            if (input.Body.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined) || !IsWellFormed(input.Body))
            {
                return RefuseBody(call);
            }
        }

        lock (state.Gate)
        {
            return carryOut(call, input);
        }
    }

    // Half a surrogate pair can be read as JSON but never be written again, and what is sent is shown later.
    private static bool IsWellFormed(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Undefined)
        {
            return true;
        }

        using JsonBuffer copy = JsonBuffer.Rent();
        try
        {
            body.WriteTo(copy.Writer);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static Answer RefuseBody(JiraCall call)
    {
        const string message = "There was an error parsing JSON. Check that your request body is valid.";
        return call.Route!.Template.StartsWith("/devinfo/", StringComparison.Ordinal) ? JiraProblem.DevInfo(message) : JiraProblem.BadRequest(message);
    }
}
