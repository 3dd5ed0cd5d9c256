using System.Net.Http.Headers;

namespace DevFlow.Core.Limits;

/// <summary>Reads the Date of answers. Servers renew it once a second, so that of many only the first has to be parsed.</summary>
internal sealed class DateReader
{
    private Parsed? _last;

    public DateTimeOffset? Read(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Date", out HeaderStringValues values))
        {
            return null;
        }

        string text = values.ToString();
        Parsed? last = _last;
        if (last?.Text != text)
        {
            _last = last = new Parsed(text, headers.Date);
        }

        return last.Date;
    }

    private sealed record Parsed(string Text, DateTimeOffset? Date);
}
