namespace DevFlow.Sandbox.Jira;

/// <summary>Reads a query: comparisons with AND, OR, NOT and parentheses, then ORDER BY. NOT binds strongest, OR weakest.</summary>
internal sealed class JqlParser
{
    private const int MaxDepth = 50;
    private const string Operators = "'=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'";

    private static readonly string[] Words = ["and", "or", "not", "in", "is", "order", "by", "empty", "null"];

    private readonly string _jql;
    private readonly List<JqlToken> _tokens;
    private readonly JqlFields _fields;
    private int _at;
    private int _depth;

    private JqlParser(string jql, JqlFields fields)
    {
        _jql = jql;
        _tokens = JqlLexer.Read(jql);
        _fields = fields;
    }

    private JqlToken Next => _tokens[_at];

    /// <exception cref="JqlException">Jira would refuse it.</exception>
    public static JqlQuery Parse(string jql, JqlFields fields)
    {
        JqlParser parser = new(jql, fields);
        bool isBounded = parser.Next.Kind != JqlTokenKind.End && !parser.IsOrder();
        Func<Issue, bool> matches = isBounded ? parser.ReadOr() : static _ => true;
        Comparison<Issue>? order = null;
        if (parser.IsOrder())
        {
            order = parser.ReadOrder();
        }

        return parser.Next.Kind == JqlTokenKind.End
            ? new(matches, order, isBounded)
            : throw parser.Expected("either 'OR' or 'AND'");
    }

    private bool IsOrder() => Next.Is("order");

    private Func<Issue, bool> ReadOr()
    {
        Func<Issue, bool> left = ReadAnd();
        while (Next.Is("or"))
        {
            _at++;
            (Func<Issue, bool> one, Func<Issue, bool> other) = (left, ReadAnd());
            left = issue => one(issue) || other(issue);
        }

        return left;
    }

    private Func<Issue, bool> ReadAnd()
    {
        Func<Issue, bool> left = ReadNot();
        while (Next.Is("and"))
        {
            _at++;
            (Func<Issue, bool> one, Func<Issue, bool> other) = (left, ReadNot());
            left = issue => one(issue) && other(issue);
        }

        return left;
    }

    private Func<Issue, bool> ReadNot()
    {
        if (++_depth > MaxDepth)
        {
            throw new JqlException("The JQL query is too complex.");
        }

        Func<Issue, bool> read;
        if (Next.Is("not") || Next is { Kind: JqlTokenKind.Operator, Text: "!" })
        {
            _at++;
            Func<Issue, bool> inner = ReadNot();
            read = issue => !inner(issue);
        }
        else if (Next.Kind == JqlTokenKind.Open)
        {
            _at++;
            read = ReadOr();
            Take(JqlTokenKind.Close, "')'");
        }
        else
        {
            read = _fields.Bind(ReadClause());
        }

        _depth--;
        return read;
    }

    private JqlClause ReadClause()
    {
        if (Next.Kind is not (JqlTokenKind.Word or JqlTokenKind.Quoted) || IsReserved(Next))
        {
            throw Expected("a field name");
        }

        string field = _tokens[_at++].Text;
        string sign = ReadOperator();
        JqlOperand operand = sign is "in" or "not in" ? ReadList() : ReadOperand();
        return sign is "is" or "is not" && !operand.IsEmpty
            ? throw new JqlException($"The operator '{sign}' only supports the values 'EMPTY' and 'NULL'.")
            : new(field, sign, operand);
    }

    private string ReadOperator()
    {
        JqlToken token = Next;
        if (token.Kind == JqlTokenKind.Operator && token.Text != "!")
        {
            _at++;
            return token.Text;
        }

        bool isIs = token.Is("is");
        bool isNot = token.Is("not");
        if (!isIs && !isNot && !token.Is("in"))
        {
            throw new JqlException(token.Kind == JqlTokenKind.End
                ? $"Error in the JQL Query: Expecting operator before the end of the query. The valid operators are {Operators}."
                : $"Error in the JQL Query: Expecting operator but got '{token.Text}'. The valid operators are {Operators}. {Place()}");
        }

        _at++;
        if (isNot)
        {
            if (!Next.Is("in"))
            {
                throw Expected("'IN'");
            }

            _at++;
            return "not in";
        }

        if (isIs && Next.Is("not"))
        {
            _at++;
            return "is not";
        }

        return isIs ? "is" : "in";
    }

    private JqlOperand ReadList()
    {
        if (Next.Kind != JqlTokenKind.Open)
        {
            JqlOperand only = ReadOperand();
            return only.IsFunction ? only with { Items = [only] } : throw Expected("'('");
        }

        _at++;
        List<JqlOperand> items = [ReadOperand()];
        while (Next.Kind == JqlTokenKind.Comma)
        {
            _at++;
            items.Add(ReadOperand());
        }

        Take(JqlTokenKind.Close, "')' or ','");
        return new("") { Items = items };
    }

    private JqlOperand ReadOperand()
    {
        JqlToken token = Next;
        if (token.Is("empty") || token.Is("null"))
        {
            _at++;
            return new(token.Text) { IsEmpty = true };
        }

        if (token.Kind is not (JqlTokenKind.Word or JqlTokenKind.Quoted) || IsReserved(token))
        {
            throw new JqlException(token.Kind == JqlTokenKind.End
                ? "Error in the JQL Query: Expecting either a value, list or function before the end of the query."
                : $"Error in the JQL Query: Expecting either a value, list or function but got '{token.Text}'. You must surround '{token.Text}' in quotation marks to use it as a value. {Place()}");
        }

        _at++;
        return token.Kind == JqlTokenKind.Word && Next.Kind == JqlTokenKind.Open ? ReadFunction(token.Text) : new(token.Text);
    }

    private JqlOperand ReadFunction(string name)
    {
        _at++;
        List<string> arguments = [];
        while (Next.Kind is JqlTokenKind.Word or JqlTokenKind.Quoted)
        {
            arguments.Add(_tokens[_at++].Text);
            if (Next.Kind == JqlTokenKind.Comma)
            {
                _at++;
            }
        }

        Take(JqlTokenKind.Close, "')'");
        return new(name) { IsFunction = true, Arguments = arguments };
    }

    private Comparison<Issue> ReadOrder()
    {
        _at++;
        if (!Next.Is("by"))
        {
            throw Expected("'by'");
        }

        Comparison<Issue>? order = null;
        do
        {
            _at++;
            if (Next.Kind is not (JqlTokenKind.Word or JqlTokenKind.Quoted))
            {
                throw Expected("a field name");
            }

            Comparison<Issue> next = JqlFields.Order(_tokens[_at++].Text);
            if (Next.Is("desc") || Next.Is("asc"))
            {
                Comparison<Issue> ascending = next;
                next = Next.Is("desc") ? (one, other) => ascending(other, one) : ascending;
                _at++;
            }

            (Comparison<Issue>? first, Comparison<Issue> then) = (order, next);
            order = first is null ? then : (one, other) => first(one, other) is not 0 and var decided ? decided : then(one, other);
        }
        while (Next.Kind == JqlTokenKind.Comma);
        return order;
    }

    private static bool IsReserved(JqlToken token) => token.Kind == JqlTokenKind.Word && Words.Contains(token.Text, StringComparer.OrdinalIgnoreCase);

    private void Take(JqlTokenKind kind, string what)
    {
        if (Next.Kind != kind)
        {
            throw Expected(what);
        }

        _at++;
    }

    private string Place() => JqlLexer.Place(_jql, Next.Position);

    private JqlException Expected(string what) => new(Next.Kind == JqlTokenKind.End
        ? $"Error in the JQL Query: Expecting {what} before the end of the query."
        : $"Error in the JQL Query: Expecting {what} but got '{Next.Text}'. {Place()}");
}
