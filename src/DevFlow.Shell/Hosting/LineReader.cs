using System.Text;

namespace DevFlow.Shell.Hosting;

/// <summary>
/// Reads a line from the terminal key by key, because only so can Ctrl+C drop a half-typed line; from a redirected
/// input, plainly. Edits at the end of the line only (backspace, Ctrl+U, history): no more is needed in a container.
/// </summary>
internal sealed class LineReader(Terminal terminal)
{
    private readonly List<string> _history = [];

    public LineResult Read()
    {
        if (Console.IsInputRedirected)
        {
            string? line = Console.In.ReadLine();
            return line is null ? new LineResult("", LineEnd.EndOfInput) : new LineResult(line, LineEnd.Entered);
        }

        Console.TreatControlCAsInput = true;
        try
        {
            LineResult result = ReadKeys();
            terminal.WriteLine("");
            if (result is { End: LineEnd.Entered, Text.Length: > 0 })
            {
                _history.Add(result.Text);
            }

            return result;
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private LineResult ReadKeys()
    {
        StringBuilder text = new();
        int shown = _history.Count;
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            bool control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return new LineResult(text.ToString(), LineEnd.Entered);
                case ConsoleKey.C when control:
                    return new LineResult("", LineEnd.Cancelled);
                case ConsoleKey.D when control && text.Length == 0:
                    return new LineResult("", LineEnd.EndOfInput);
                case ConsoleKey.Backspace:
                    Erase(text, 1);
                    break;
                case ConsoleKey.U when control:
                    Erase(text, text.Length);
                    break;
                case ConsoleKey.UpArrow when shown > 0:
                    Replace(text, _history[--shown]);
                    break;
                case ConsoleKey.DownArrow when shown < _history.Count:
                    Replace(text, ++shown < _history.Count ? _history[shown] : "");
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                    {
                        text.Append(key.KeyChar);
                        terminal.Write(key.KeyChar.ToString());
                    }

                    break;
            }
        }
    }

    private void Replace(StringBuilder text, string replacement)
    {
        Erase(text, text.Length);
        text.Append(replacement);
        terminal.Write(replacement);
    }

    private void Erase(StringBuilder text, int count)
    {
        for (int i = 0; i < count && text.Length > 0; i++)
        {
            text.Length--;
            terminal.Write("\b \b");
        }
    }
}
