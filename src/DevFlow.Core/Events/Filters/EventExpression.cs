using System.Globalization;

namespace DevFlow.Core.Events;

/// <summary>
/// A condition on events in a few words, for filters that need no script: <c>Data.issue.state -eq 'open' -and -not
/// Data.issue.locked</c>. Paths, PowerShell's comparison operators, <c>-and</c>, <c>-or</c>, <c>-not</c>, parentheses. It
/// is compiled once, reads the payload without turning it into objects, and runs in the lane of its handler.
/// </summary>
internal sealed class EventExpression
{
    private readonly Func<Event, bool> _condition;

    private EventExpression(string text, Func<Event, bool> condition)
    {
        Text = text;
        _condition = condition;
    }

    public string Text { get; }

    /// <exception cref="DevFlowException">The text is no such condition; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static EventExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Parser parser = new(ExpressionTokens.Read(text), text);
        return new EventExpression(text, parser.ReadAll());
    }

    public bool Matches(Event e) => _condition(e);

    /// <summary>In the form subscriptions take.</summary>
    public ValueTask<bool> MatchesAsync(Event e, CancellationToken cancellationToken) => new(_condition(e));

    private sealed class Parser(IReadOnlyList<string> tokens, string text)
    {
        // As deep as a person writes; a text that is one long row of parentheses must not end the process.
        private const int MaxDepth = 64;

        private int _next;
        private int _depth;

        public Func<Event, bool> ReadAll()
        {
            Func<Event, bool> condition = ReadOr();
            return _next == tokens.Count ? condition : throw Unexpected();
        }

        private Func<Event, bool> ReadOr()
        {
            Func<Event, bool> left = ReadAnd();
            while (TryTake("-or"))
            {
                (Func<Event, bool> first, Func<Event, bool> second) = (left, ReadAnd());
                left = e => first(e) || second(e);
            }

            return left;
        }

        private Func<Event, bool> ReadAnd()
        {
            Func<Event, bool> left = ReadOne();
            while (TryTake("-and"))
            {
                (Func<Event, bool> first, Func<Event, bool> second) = (left, ReadOne());
                left = e => first(e) && second(e);
            }

            return left;
        }

        private Func<Event, bool> ReadOne()
        {
            if (++_depth > MaxDepth)
            {
                throw ExpressionTokens.Invalid(text, "it is nested too deeply");
            }

            Func<Event, bool> condition = TryTake("-not") || TryTake("!") ? Not(ReadOne()) : TryTake("(") ? ReadGroup() : ReadComparison();
            _depth--;
            return condition;
        }

        private static Func<Event, bool> Not(Func<Event, bool> condition) => e => !condition(e);

        private Func<Event, bool> ReadGroup()
        {
            Func<Event, bool> inner = ReadOr();
            return TryTake(")") ? inner : throw Unexpected();
        }

        private Func<Event, bool> ReadComparison()
        {
            EventPath path = EventPath.Parse(Take(), text);
            if (_next == tokens.Count || ExpressionOperators.Find(tokens[_next]) is not { } compare)
            {
                return e => ExpressionOperators.IsTrue(path.ValueOf(e));
            }

            _next++;
            object? literal = ReadLiteral();
            return e => compare(path.ValueOf(e), literal);
        }

        private object? ReadLiteral()
        {
            string token = Take();
            return token switch
            {
                ['\'' or '"', ..] => token[1..],
                _ when token.Equals("true", StringComparison.OrdinalIgnoreCase) || token.Equals("$true", StringComparison.OrdinalIgnoreCase) => true,
                _ when token.Equals("false", StringComparison.OrdinalIgnoreCase) || token.Equals("$false", StringComparison.OrdinalIgnoreCase) => false,
                _ when token.Equals("null", StringComparison.OrdinalIgnoreCase) || token.Equals("$null", StringComparison.OrdinalIgnoreCase) => null,
                _ when decimal.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) => number,
                _ => throw ExpressionTokens.Invalid(text, $"'{token}' is neither text in quotes, a number, true, false nor null"),
            };
        }

        private string Take() => _next < tokens.Count ? tokens[_next++] : throw ExpressionTokens.Invalid(text, "it ends too early");

        private bool TryTake(string token)
        {
            bool isNext = _next < tokens.Count && tokens[_next].Equals(token, StringComparison.OrdinalIgnoreCase);
            _next += isNext ? 1 : 0;
            return isNext;
        }

        private DevFlowException Unexpected() =>
            ExpressionTokens.Invalid(text, _next < tokens.Count ? $"'{tokens[_next].TrimStart('\'', '"')}' is not expected there" : "it ends too early");
    }
}
