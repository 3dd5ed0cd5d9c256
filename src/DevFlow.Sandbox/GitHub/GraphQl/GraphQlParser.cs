using System.Globalization;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Reads executable GraphQL documents, all of the language but subscriptions.</summary>
/// <remarks>https://spec.graphql.org/October2021/#sec-Document</remarks>
internal sealed class GraphQlParser
{
    /// <summary>A query nested deeper is an attack on the stack.</summary>
    public const int MaxDepth = 64;

    /// <summary>A query selects no more, whether it names them or its fragments do.</summary>
    public const int MaxSelections = 5000;

    private readonly GraphQlLexer _lexer;
    private GraphQlToken _token;
    private int _depth;
    private int _selections;

    private GraphQlParser(string source)
    {
        _lexer = new(source);
        _token = _lexer.Next();
    }

    /// <exception cref="GraphQlException">It is not GraphQL.</exception>
    public static GraphQlDocument Parse(string source) => new GraphQlParser(source).ReadDocument();

    public static GraphQlException TooComplex(GraphQlLocation? location) =>
        new(new("Query has a complexity that exceeds the limit") { Location = location });

    private GraphQlDocument ReadDocument()
    {
        List<GraphQlOperation> operations = [];
        Dictionary<string, GraphQlFragment> fragments = new(StringComparer.Ordinal);
        do
        {
            if (_token.IsName("fragment"))
            {
                Advance();
                string name = ExpectName();
                fragments[name] = ReadFragment();
            }
            else
            {
                operations.Add(ReadOperation());
            }
        }
        while (_token.Kind != GraphQlTokenKind.End);
        return new(operations, fragments);
    }

    private GraphQlOperation ReadOperation()
    {
        bool isMutation = _token.IsName("mutation");
        string? name = null;
        Dictionary<string, object?> defaults = new(StringComparer.Ordinal);
        List<string> required = [];
        if (isMutation || _token.IsName("query"))
        {
            Advance();
            name = _token.Kind == GraphQlTokenKind.Name ? ExpectName() : null;
            if (Take("("))
            {
                while (!Take(")"))
                {
                    ReadVariable(defaults, required);
                }
            }

            ReadConditions();
        }

        return new(name, isMutation, defaults, required, ReadSelections());
    }

    private void ReadVariable(Dictionary<string, object?> defaults, List<string> required)
    {
        Expect("$");
        string name = ExpectName();
        Expect(":");
        bool isRequired = ReadType();
        if (Take("="))
        {
            defaults[name] = ReadValue();
        }
        else if (isRequired)
        {
            required.Add(name);
        }
    }

    // What the type is does not matter here: fields check what they get.
    private bool ReadType()
    {
        if (Take("["))
        {
            Deepen();
            ReadType();
            Expect("]");
            _depth--;
        }
        else
        {
            ExpectName();
        }

        return Take("!");
    }

    private List<GraphQlSelection> ReadSelections()
    {
        Deepen();
        List<GraphQlSelection> selections = [];
        Expect("{");
        do
        {
            selections.Add(ReadSelection());
        }
        while (!Take("}"));
        _depth--;
        return selections;
    }

    private GraphQlSelection ReadSelection()
    {
        GraphQlLocation here = _token.Location;
        if (++_selections > MaxSelections)
        {
            throw TooComplex(here);
        }

        if (Take("..."))
        {
            return _token.Kind == GraphQlTokenKind.Name && !_token.IsName("on")
                ? new GraphQlSpread(ExpectName(), ReadConditions(), here)
                : ReadFragment();
        }

        string key = ExpectName();
        string name = Take(":") ? ExpectName() : key;
        Dictionary<string, object?> arguments = new(StringComparer.Ordinal);
        if (Take("("))
        {
            while (!Take(")"))
            {
                ReadArgument(arguments);
            }
        }

        IReadOnlyList<(bool Include, object? If)> conditions = ReadConditions();
        return new GraphQlFieldSelection(name, key, arguments, _token.Is("{") ? ReadSelections() : [], conditions, here);
    }

    private GraphQlFragment ReadFragment()
    {
        GraphQlLocation here = _token.Location;
        string? type = null;
        if (_token.IsName("on"))
        {
            Advance();
            type = ExpectName();
        }

        IReadOnlyList<(bool Include, object? If)> conditions = ReadConditions();
        return new(type, ReadSelections(), conditions, here);
    }

    private void ReadArgument(Dictionary<string, object?> arguments)
    {
        string name = ExpectName();
        Expect(":");
        arguments[name] = ReadValue();
    }

    private List<(bool Include, object? If)> ReadConditions()
    {
        List<(bool Include, object? If)> conditions = [];
        while (Take("@"))
        {
            string name = ExpectName();
            Dictionary<string, object?> arguments = new(StringComparer.Ordinal);
            if (Take("("))
            {
                while (!Take(")"))
                {
                    ReadArgument(arguments);
                }
            }

            if (name is "include" or "skip")
            {
                conditions.Add((name == "include", arguments.GetValueOrDefault("if")));
            }
        }

        return conditions;
    }

    private object? ReadValue()
    {
        GraphQlToken token = _token;
        if (Take("$"))
        {
            return new GraphQlVariable(ExpectName());
        }

        if (Take("["))
        {
            return ReadList();
        }

        if (Take("{"))
        {
            return ReadObject();
        }

        Advance();
        return token switch
        {
            { Kind: GraphQlTokenKind.Integer } => long.Parse(token.Text, CultureInfo.InvariantCulture),
            { Kind: GraphQlTokenKind.Float } => double.Parse(token.Text, CultureInfo.InvariantCulture),
            { Kind: GraphQlTokenKind.Text } => token.Text,
            { Kind: GraphQlTokenKind.Name, Text: "true" } => true,
            { Kind: GraphQlTokenKind.Name, Text: "false" } => false,
            { Kind: GraphQlTokenKind.Name, Text: "null" } => null,
            { Kind: GraphQlTokenKind.Name } => new GraphQlEnum(token.Text),
            _ => throw Unexpected(token),
        };
    }

    private List<object?> ReadList()
    {
        Deepen();
        List<object?> items = [];
        while (!Take("]"))
        {
            items.Add(ReadValue());
        }

        _depth--;
        return items;
    }

    private Dictionary<string, object?> ReadObject()
    {
        Deepen();
        Dictionary<string, object?> members = new(StringComparer.Ordinal);
        while (!Take("}"))
        {
            ReadArgument(members);
        }

        _depth--;
        return members;
    }

    private void Deepen()
    {
        if (++_depth > MaxDepth)
        {
            throw new GraphQlException("Query has a depth that exceeds the limit", _token.Location);
        }
    }

    private void Advance() => _token = _lexer.Next();

    private bool Take(string punctuator)
    {
        if (!_token.Is(punctuator))
        {
            return false;
        }

        Advance();
        return true;
    }

    private void Expect(string punctuator)
    {
        if (!Take(punctuator))
        {
            throw Unexpected(_token);
        }
    }

    private string ExpectName()
    {
        GraphQlToken token = _token;
        if (token.Kind != GraphQlTokenKind.Name)
        {
            throw Unexpected(token);
        }

        Advance();
        return token.Text;
    }

    private static GraphQlException Unexpected(GraphQlToken token) => token.Kind == GraphQlTokenKind.End
        ? new("Unexpected end of document", token.Location)
        : new($"Parse error on \"{token.Text}\"", token.Location);
}
