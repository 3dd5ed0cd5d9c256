using System.Security;

namespace DevFlow.Shell.Hosting;

/// <summary>Reads a secret from the terminal key by key into a SecureString, since a text could not be wiped; from a redirected input, plainly.</summary>
internal sealed class SecretReader(Terminal terminal)
{
    /// <param name="secret">Takes what is typed.</param>
    public LineEnd Read(SecureString secret)
    {
        if (Console.IsInputRedirected)
        {
            return ReadRedirected(secret);
        }

        Console.TreatControlCAsInput = true;
        try
        {
            LineEnd end = ReadKeys(secret);
            terminal.WriteLine("");
            return end;
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private static LineEnd ReadRedirected(SecureString secret)
    {
        int next = Console.In.Read();
        if (next < 0)
        {
            return LineEnd.EndOfInput;
        }

        for (; next is >= 0 and not '\n'; next = Console.In.Read())
        {
            if (next != '\r')
            {
                secret.AppendChar((char)next);
            }
        }

        return LineEnd.Entered;
    }

    private LineEnd ReadKeys(SecureString secret)
    {
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            bool control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return LineEnd.Entered;
                case ConsoleKey.C when control:
                    return LineEnd.Cancelled;
                case ConsoleKey.D when control && secret.Length == 0:
                    return LineEnd.EndOfInput;
                case ConsoleKey.Backspace:
                    Erase(secret, 1);
                    break;
                case ConsoleKey.U when control:
                    Erase(secret, secret.Length);
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                    {
                        secret.AppendChar(key.KeyChar);
                        terminal.Write("*");
                    }

                    break;
            }
        }
    }

    private void Erase(SecureString secret, int count)
    {
        for (int i = 0; i < count && secret.Length > 0; i++)
        {
            secret.RemoveAt(secret.Length - 1);
            terminal.Write("\b \b");
        }
    }
}
