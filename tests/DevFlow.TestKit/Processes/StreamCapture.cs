using System.Text;

namespace DevFlow.TestKit;

/// <summary>Reads a stream to its end in the background and wakes those who wait for a text in it.</summary>
internal sealed class StreamCapture
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamCapture(TextReader reader) => Completion = Task.Run(() => ReadAsync(reader));

    public Task Completion { get; }

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return _text.ToString();
            }
        }
    }

    public async Task WaitForAsync(string text, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_text.ToString().Contains(text, StringComparison.Ordinal))
                {
                    return;
                }

                changed = _changed.Task;
            }

            if (Completion.IsCompleted && !Text.Contains(text, StringComparison.Ordinal))
            {
                throw new EndOfStreamException("The stream ended before: " + text);
            }

            await Task.WhenAny(changed, Completion).WaitAsync(cancellationToken);
        }
    }

    private async Task ReadAsync(TextReader reader)
    {
        char[] buffer = new char[4096];
        while (await reader.ReadAsync(buffer.AsMemory()) is var read && read > 0)
        {
            TaskCompletionSource changed;
            lock (_gate)
            {
                _text.Append(buffer, 0, read);
                changed = _changed;
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            changed.SetResult();
        }
    }
}
