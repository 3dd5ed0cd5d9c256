namespace DevFlow.Core.Credentials;

/// <summary>The logins of a .netrc file: tokens parted by white space, a comment from # to the end of its line.</summary>
/// <remarks>https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html. Macros are programs, and refused.</remarks>
internal sealed class NetrcFile : IDisposable
{
    private readonly List<NetrcLogin> _logins = [];

    public IReadOnlyList<NetrcLogin> Logins => _logins;

    /// <exception cref="FormatException">It is no such file; the message is a clause without content of the file.</exception>
    public static NetrcFile Parse(SecretBuffer content)
    {
        using SecretChars chars = content.ToChars();
        NetrcFile file = new();
        try
        {
            Words words = new(chars.Chars);
            while (words.Next() is { IsEmpty: false } word)
            {
                file.Take(word, ref words);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _logins.ForEach(static login => login.Dispose());

    private void Take(ReadOnlySpan<char> word, ref Words words)
    {
        switch (word)
        {
            case "machine":
                _logins.Add(new NetrcLogin(words.Required().ToString()));
                break;
            case "default":
                _logins.Add(new NetrcLogin(host: null));
                break;
            case "login":
                Current(words).Login = words.Required().ToString();
                break;
            case "password":
                Current(words).SetPassword(SecretBuffer.FromChars(words.Required()));
                break;
            case "account":
                Current(words);
                words.Required();
                break;
            case "macdef":
                throw new FormatException($"line {words.Line} defines a macro");
            default:
                throw new FormatException($"line {words.Line} has a word that is not known");
        }
    }

    private NetrcLogin Current(Words words) => _logins.Count > 0 ? _logins[^1] : throw new FormatException($"line {words.Line} belongs to no machine");

    private ref struct Words(ReadOnlySpan<char> text)
    {
        private ReadOnlySpan<char> _rest = text;

        public int Line { get; private set; } = 1;

        /// <summary>The next word where a comment may stand; empty at the end.</summary>
        public ReadOnlySpan<char> Next()
        {
            SkipBlank();
            while (_rest.StartsWith('#'))
            {
                int end = _rest.IndexOf('\n');
                Skip(end < 0 ? _rest.Length : end);
                SkipBlank();
            }

            return Plain();
        }

        /// <summary>The next word where a value must stand; it may begin like a comment.</summary>
        public ReadOnlySpan<char> Required()
        {
            int line = Line;
            SkipBlank();
            return _rest.IsEmpty ? throw new FormatException($"line {line} ends too early") : _rest[0] == '"' ? Quoted() : Plain();
        }

        private void SkipBlank() => Skip(_rest.Length - _rest.TrimStart().Length);

        private ReadOnlySpan<char> Plain()
        {
            int length = 0;
            while (length < _rest.Length && !char.IsWhiteSpace(_rest[length]))
            {
                length++;
            }

            ReadOnlySpan<char> word = _rest[..length];
            Skip(length);
            return word;
        }

        // As curl and git read it, but without escapes, on which they do not agree.
        private ReadOnlySpan<char> Quoted()
        {
            int length = _rest[1..].IndexOf('"');
            ReadOnlySpan<char> word = length < 0 || _rest.Slice(1, length).ContainsAny('\\', '\n') ? throw new FormatException($"line {Line} has a quotation that cannot be read") : _rest.Slice(1, length);
            Skip(length + 2);
            return word;
        }

        private void Skip(int length)
        {
            Line += _rest[..length].Count('\n');
            _rest = _rest[length..];
        }
    }
}
