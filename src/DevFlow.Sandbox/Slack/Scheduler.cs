using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.Slack;

/// <summary>Posts scheduled messages when their time has come. Its list is guarded by the workspace's gate.</summary>
internal sealed class Scheduler : IAsyncDisposable
{
    private readonly Workspace _workspace;
    private readonly Chat _chat;
    private readonly ITimer _timer;

    public Scheduler(Workspace workspace, Chat chat)
    {
        _workspace = workspace;
        _chat = chat;
        _timer = workspace.Clock.Time.CreateTimer(_ => Guarded.Run(PostDue), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(ScheduledMessage message)
    {
        if (_workspace.Scheduled.Count >= Workspace.MaxObjects)
        {
            throw new SlackProblem("restricted_too_many");
        }

        _workspace.Scheduled.Add(message);
        Arm();
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void PostDue()
    {
        lock (_workspace.Gate)
        {
            DateTimeOffset now = _workspace.Clock.Now;
            foreach (ScheduledMessage due in _workspace.Scheduled.Where(message => message.PostAt <= now).OrderBy(message => message.PostAt).ToArray())
            {
                _workspace.Scheduled.Remove(due);
                _chat.Post(due.Author.User!, due.Author.IsBot ? due.Author.App : null, due.Channel, due.Input, Task.CompletedTask);
            }

            Arm();
        }
    }

    private void Arm()
    {
        if (_workspace.Scheduled.Count > 0)
        {
            TimeSpan wait = _workspace.Scheduled.Min(message => message.PostAt) - _workspace.Clock.Now;

            // A timer takes no more than 49 days; one that fires too early is armed again.
            _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > TimeSpan.FromDays(40) ? TimeSpan.FromDays(40) : wait, Timeout.InfiniteTimeSpan);
        }
    }
}
