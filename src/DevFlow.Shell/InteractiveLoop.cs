using System.Management.Automation.Language;
using System.Text;
using DevFlow.Shell.Hosting;

namespace DevFlow.Shell;

/// <summary>Prompt, read, run, until `exit` or the end of the input.</summary>
internal sealed class InteractiveLoop(ShellSession session)
{
    private readonly LineReader _reader = new(session.Host.Terminal);

    public int Run()
    {
        if (!Console.IsInputRedirected)
        {
            session.Host.UI.WriteLine(ShellHost.Banner + ". Get-Command -Module DevFlow lists its commands; exit leaves.");
        }

        while (session.RequestedExit is null)
        {
            LineResult statement = ReadStatement(session.Evaluate("prompt") is { Length: > 0 } prompt ? prompt : "PS>");
            if (statement.End == LineEnd.EndOfInput)
            {
                break;
            }

            if (statement.End == LineEnd.Entered)
            {
                session.RunText(statement.Text);
            }
        }

        return session.RequestedExit ?? ExitCodes.Success;
    }

    // A statement goes on while the parser misses its end; an empty line ends it all the same, to get out of a typo.
    private LineResult ReadStatement(string prompt)
    {
        StringBuilder text = new();
        for (string ask = prompt; ; ask = ">> ")
        {
            session.Host.UI.Write(ask);
            LineResult line = _reader.Read();
            if (line.End == LineEnd.Cancelled || (line.End == LineEnd.EndOfInput && text.Length == 0))
            {
                return line;
            }

            text.Append(line.Text).Append('\n');
            if (line.End == LineEnd.EndOfInput || line.Text.Length == 0 || !IsIncomplete(text.ToString()))
            {
                return new LineResult(text.ToString(), LineEnd.Entered);
            }
        }
    }

    private static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out ParseError[] errors);
        return errors.Any(error => error.IncompleteInput);
    }
}
