namespace DevFlow.Sandbox.Jira;

/// <summary>What is right of <c>~</c>: every word must occur, <c>*</c> at a word's end stands for any ending, quotes make a phrase.</summary>
internal sealed class JqlText
{
    private readonly List<string[]> _phrases = [];

    public JqlText(string query)
    {
        string[] parts = query.Split('"');
        for (int i = 0; i < parts.Length; i++)
        {
            string[] words = Words(parts[i], keepStars: true);
            if (i % 2 == 1 && words.Length > 0)
            {
                _phrases.Add(words);
            }
            else
            {
                _phrases.AddRange(words.Select(word => (string[])[word]));
            }
        }
    }

    public bool IsIn(string? text)
    {
        string[] words = Words(text ?? "", keepStars: false);
        return _phrases.Count > 0 && _phrases.TrueForAll(phrase => Occurs(phrase, words));
    }

    private static bool Occurs(string[] phrase, string[] words)
    {
        for (int start = 0; start + phrase.Length <= words.Length; start++)
        {
            int length = 0;
            while (length < phrase.Length && Fits(phrase[length], words[start + length]))
            {
                length++;
            }

            if (length == phrase.Length)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Fits(string wanted, string word) => wanted.EndsWith('*')
        ? word.AsSpan().StartsWith(wanted.AsSpan(0, wanted.Length - 1), StringComparison.OrdinalIgnoreCase)
        : word.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    private static string[] Words(string text, bool keepStars)
    {
        char[] letters = [.. text.Select(letter => char.IsLetterOrDigit(letter) || letter == '_' || (keepStars && letter == '*') ? letter : ' ')];
        return new string(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
