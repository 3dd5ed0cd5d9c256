using System.Management.Automation;
using System.Management.Automation.Internal;

namespace DevFlow.Shell.Hosting;

/// <summary>
/// Standard output and error as the host uses them: escapes only where a terminal shows them and NO_COLOR is unset,
/// and one progress line that gives way to every other text.
/// </summary>
internal sealed class Terminal
{
    // What a formatter assumes where nobody tells it a width; pwsh takes the same.
    private const int RedirectedWidth = 120;

    private readonly Lock _gate = new();
    private readonly bool _errorColours;
    private TextWriter? _divertedTo;
    private bool _progressShown;

    public Terminal()
    {
        bool wanted = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb"
            && (!OperatingSystem.IsWindows() || WindowsConsole.EnableEscapes());
        Colours = wanted && !Console.IsOutputRedirected;
        _errorColours = wanted && !Console.IsErrorRedirected;
    }

    public bool Colours { get; }

    public static int Width
    {
        get
        {
            if (Console.IsOutputRedirected)
            {
                return RedirectedWidth;
            }

            // A terminal that does not know its size answers 0.
            return Console.WindowWidth is var width && width > 0 ? width : RedirectedWidth;
        }
    }

    public void Write(string text) => Write(text, "", null);

    public void WriteLine(string text) => Write(text, Environment.NewLine, null);

    public void WriteLine(string text, string colour) => Write(text, Environment.NewLine, colour);

    public void Write(string text, string colour) => Write(text, "", colour);

    public void WriteErrorLine(string text)
    {
        lock (_gate)
        {
            ClearProgress();
            Console.Error.WriteLine(_errorColours ? text : Plain(text));
        }
    }

    /// <summary>Until disposed, what would go to standard output goes to standard error.</summary>
    public IDisposable WriteToStandardError()
    {
        _divertedTo = Console.Error;
        return new Diversion(this);
    }

    public void ShowProgress(string text)
    {
        if (!Colours)
        {
            return;
        }

        lock (_gate)
        {
            int room = Width - 1;
            Console.Out.Write("\r" + (text.Length > room ? text[..room] : text) + "\e[K");
            _progressShown = true;
        }
    }

    public void ClearProgress()
    {
        lock (_gate)
        {
            if (_progressShown)
            {
                Console.Out.Write("\r\e[K");
                _progressShown = false;
            }
        }
    }

    private void Write(string text, string end, string? colour)
    {
        lock (_gate)
        {
            ClearProgress();
            bool colours = _divertedTo is null ? Colours : _errorColours;
            string shown = !colours ? Plain(text) : colour is null ? text : colour + text + PSStyle.Instance.Reset;
            (_divertedTo ?? Console.Out).Write(shown + end);
        }
    }

    private static string Plain(string text) =>
        text.Contains('\e', StringComparison.Ordinal) ? new StringDecorated(text).ToString(OutputRendering.PlainText) : text;

    private sealed class Diversion(Terminal terminal) : IDisposable
    {
        public void Dispose() => terminal._divertedTo = null;
    }
}
