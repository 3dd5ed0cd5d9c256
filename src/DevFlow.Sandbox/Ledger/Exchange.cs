using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Ledger;

/// <summary>One request and what became of it, while it is under way.</summary>
internal sealed class Exchange(HttpRequest request, long number, DateTimeOffset time)
{
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private TaskCompletionSource? _answered;
    private bool _isAnswered;

    public string Method { get; } = request.Method;

    public string Path { get; private set; } = request.Path.Value ?? "/";

    /// <summary>The template of the route that was found.</summary>
    public string? Route { get; set; }

    /// <summary>Whose token it carried.</summary>
    public string? Account { get; set; }

    /// <summary>The limit's bucket that counted it.</summary>
    public string? Bucket { get; set; }

    public string? Refusal { get; private set; }

    /// <summary>Called once when the answer is sent, or never will be: a limit on what is under way at once is given back.</summary>
    public Action? Ended { private get; set; }

    public string? Fault { get; set; }

    /// <summary>How long it has been under way.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startedAt);

    /// <summary>Ends when the answer is sent, or never will be: no webhook overtakes the answer to what caused it.</summary>
    public Task Answered
    {
        get
        {
            TaskCompletionSource? answered = _answered;
            if (answered is null)
            {
                answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
                answered = Interlocked.CompareExchange(ref _answered, answered, null) ?? answered;
                if (Volatile.Read(ref _isAnswered))
                {
                    answered.TrySetResult();
                }
            }

            return answered.Task;
        }
    }

    /// <summary>Keeps a secret that the path holds out of the ledger.</summary>
    public void Hide(string secret) => Path = Path.Replace(secret, "***", StringComparison.Ordinal);

    /// <summary>Notes why the platform refuses it.</summary>
    /// <param name="reason">In the words of the documentation: <c>bad-token</c>, <c>primary</c> and so on.</param>
    /// <param name="bucket">The limit that refused; null where none did.</param>
    public void Refuse(string reason, string? bucket = null)
    {
        Refusal = reason;
        Bucket = bucket ?? Bucket;
    }

    public void MarkAnswered()
    {
        Volatile.Write(ref _isAnswered, true);
        Interlocked.MemoryBarrier();
        Volatile.Read(ref _answered)?.TrySetResult();
        Ended?.Invoke();
    }

    /// <param name="status">The answer's status; 0 where the connection was reset.</param>
    public SandboxRequest ToEntry(int status) => new()
    {
        Number = number,
        Time = time,
        Method = Method,
        Path = Path,
        Route = Route,
        Status = status,
        Refusal = Refusal,
        Bucket = Bucket,
        Account = Account,
        Fault = Fault,
        Duration = Elapsed,
    };
}
