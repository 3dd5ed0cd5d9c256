using System.Globalization;

namespace DevFlow.Sandbox.Jira;

/// <summary>Dates of a query: absolute, relative to now, and by function. All in UTC.</summary>
internal sealed class JqlDates(DateTimeOffset now)
{
    // A few of the longest lead out of the calendar.
    private static readonly TimeSpan MaxPeriod = TimeSpan.FromDays(365_000);

    private static readonly string[] Formats = ["yyyy/MM/dd HH:mm", "yyyy-MM-dd HH:mm", "yyyy/MM/dd", "yyyy-MM-dd"];

    /// <exception cref="JqlException">It is no date.</exception>
    public DateTimeOffset Read(string field, JqlOperand operand)
    {
        DateTimeOffset? moment = operand.IsFunction
            ? Call(operand)
            : DateTimeOffset.TryParseExact(operand.Text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
                ? date
                : ReadPeriod(operand.Text) is { } period ? now + period : null;
        return moment ?? throw new JqlException(operand.IsFunction
            ? $"Unable to find JQL function '{operand.Text}()'."
            : $"Date value '{operand.Text}' for field '{field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.");
    }

    private DateTimeOffset? Call(JqlOperand function)
    {
        TimeSpan shift = function.Arguments is [var period] ? ReadPeriod(period) ?? TimeSpan.Zero : TimeSpan.Zero;
        DateTimeOffset today = new(now.UtcDateTime.Date, TimeSpan.Zero);
        DateTimeOffset week = today.AddDays(-(int)today.DayOfWeek);
        DateTimeOffset month = today.AddDays(1 - today.Day);
        DateTimeOffset year = today.AddDays(1 - today.DayOfYear);
        DateTimeOffset? moment = function.Text.ToLowerInvariant() switch
        {
            "now" => now,
            "startofday" => today,
            "endofday" => today.AddDays(1).AddSeconds(-1),
            "startofweek" => week,
            "endofweek" => week.AddDays(7).AddSeconds(-1),
            "startofmonth" => month,
            "endofmonth" => month.AddMonths(1).AddSeconds(-1),
            "startofyear" => year,
            "endofyear" => year.AddYears(1).AddSeconds(-1),
            _ => null,
        };
        return moment + shift;
    }

    /// <summary>Reads <c>-1w 2d 3h 4m</c>; the sign is for all of it.</summary>
    private static TimeSpan? ReadPeriod(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        bool isPast = rest.StartsWith("-");
        rest = rest.TrimStart("+-");
        TimeSpan sum = TimeSpan.Zero;
        bool any = false;
        foreach (Range range in rest.Split(' '))
        {
            ReadOnlySpan<char> part = rest[range];
            if (part.IsEmpty)
            {
                continue;
            }

            if (!int.TryParse(part[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count > 100_000)
            {
                return null;
            }

            TimeSpan? unit = char.ToLowerInvariant(part[^1]) switch
            {
                'w' => TimeSpan.FromDays(7),
                'd' => TimeSpan.FromDays(1),
                'h' => TimeSpan.FromHours(1),
                'm' => TimeSpan.FromMinutes(1),
                _ => null,
            };
            if (unit is not { } length)
            {
                return null;
            }

            sum += length * count;
            any = true;
            if (sum > MaxPeriod)
            {
                return null;
            }
        }

        return any ? isPast ? -sum : sum : null;
    }
}
