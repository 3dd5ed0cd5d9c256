using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace DevFlow.PowerShell.Binding;

/// <summary>
/// A filter written as text: an expression of PowerShell over <c>$_</c> without calls, compiled once to delegates. It needs
/// no runspace, so it costs a hundredth of a script block's call and runs on any thread.
/// </summary>
internal static class FilterExpression
{
    // What is nested deeper than this allows would need more stack than a thread of the pool has.
    private const int MaxLength = 4_096;
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    /// <exception cref="DevFlowException">The text is no such expression.</exception>
    public static Func<Event, bool> Compile(string text)
    {
        if (text.Length > MaxLength)
        {
            throw Invalid(text[..60] + "...", $"it is longer than {MaxLength} characters");
        }

        ScriptBlockAst script = Parser.ParseInput(text, out _, out ParseError[] errors);
        if (errors is [ParseError first, ..])
        {
            throw Invalid(text, first.Message);
        }

        if (script is not { ParamBlock: null, BeginBlock: null, ProcessBlock: null, EndBlock.Statements: [PipelineBaseAst statement] } || ExpressionOf(statement) is not { } expression)
        {
            throw Invalid(text, "it is not one expression");
        }

        Func<Event, object?> value = Compile(expression);
        return e => LanguagePrimitives.IsTrue(value(e));
    }

    private static ExpressionAst? ExpressionOf(StatementAst statement) => (statement as PipelineAst)?.GetPureExpression();

    private static Func<Event, object?> Compile(ExpressionAst expression)
    {
        switch (expression)
        {
            case ConstantExpressionAst constant:
                return _ => constant.Value;
            case ParenExpressionAst { Pipeline: StatementAst inner } when ExpressionOf(inner) is { } content:
                return Compile(content);
            case VariableExpressionAst variable:
                return Variable(variable);
            case MemberExpressionAst { Static: false, Member: StringConstantExpressionAst name } member and not InvokeMemberExpressionAst:
                Func<Event, object?> owner = Compile(member.Expression);
                return e => FilterValues.Member(owner(e), name.Value);
            case IndexExpressionAst index:
                Func<Event, object?> target = Compile(index.Target);
                Func<Event, object?> key = Compile(index.Index);
                return e => FilterValues.Item(target(e), key(e));
            case ArrayLiteralAst list:
                Func<Event, object?>[] items = [.. list.Elements.Select(Compile)];
                return e => Array.ConvertAll(items, item => item(e));
            case ArrayExpressionAst { SubExpression.Statements: [StatementAst only] } when ExpressionOf(only) is { } content:
                Func<Event, object?> array = Compile(content);
                return e => array(e) is object?[] already ? already : new[] { array(e) };
            case UnaryExpressionAst { TokenKind: TokenKind.Not or TokenKind.Exclaim } unary:
                Func<Event, object?> negated = Compile(unary.Child);
                return e => !LanguagePrimitives.IsTrue(negated(e));
            case BinaryExpressionAst binary:
                return Binary(binary);
            default:
                throw Invalid(expression.Extent.Text, "it is more than properties, constants and comparisons");
        }
    }

    private static Func<Event, object?> Variable(VariableExpressionAst variable) => variable.VariablePath.UserPath.ToUpperInvariant() switch
    {
        "_" or "PSITEM" or "EVENT" => static e => e,
        "TRUE" => static _ => true,
        "FALSE" => static _ => false,
        "NULL" => static _ => null,
        _ => throw Invalid(variable.Extent.Text, "the only variable there is the event, $_"),
    };

    private static Func<Event, object?> Binary(BinaryExpressionAst binary)
    {
        Func<Event, object?> left = Compile(binary.Left);
        Func<Event, object?> right = Compile(binary.Right);
        switch (binary.Operator)
        {
            case TokenKind.And:
                return e => LanguagePrimitives.IsTrue(left(e)) && LanguagePrimitives.IsTrue(right(e));
            case TokenKind.Or:
                return e => LanguagePrimitives.IsTrue(left(e)) || LanguagePrimitives.IsTrue(right(e));
            case TokenKind.Xor:
                return e => LanguagePrimitives.IsTrue(left(e)) ^ LanguagePrimitives.IsTrue(right(e));
            case TokenKind.Icontains or TokenKind.Ccontains:
                return e => FilterValues.Contains(left(e), right(e), binary.Operator is TokenKind.Icontains);
            case TokenKind.Inotcontains or TokenKind.Cnotcontains:
                return e => !FilterValues.Contains(left(e), right(e), binary.Operator is TokenKind.Inotcontains);
            case TokenKind.Iin or TokenKind.Cin:
                return e => FilterValues.Contains(right(e), left(e), binary.Operator is TokenKind.Iin);
            case TokenKind.Inotin or TokenKind.Cnotin:
                return e => !FilterValues.Contains(right(e), left(e), binary.Operator is TokenKind.Inotin);
            default:
                Func<object?, object?, bool> holds = Comparison(binary);
                return e => FilterValues.Compare(left(e), right(e), holds);
        }
    }

    private static Func<object?, object?, bool> Comparison(BinaryExpressionAst binary)
    {
        switch (binary.Operator)
        {
            case TokenKind.Ieq or TokenKind.Ceq:
                bool ignoreCase = binary.Operator is TokenKind.Ieq;
                return (a, b) => FilterValues.AreEqual(a, b, ignoreCase);
            case TokenKind.Ine or TokenKind.Cne:
                bool ignoreCaseToo = binary.Operator is TokenKind.Ine;
                return (a, b) => !FilterValues.AreEqual(a, b, ignoreCaseToo);
            case TokenKind.Igt or TokenKind.Cgt:
                return static (a, b) => FilterValues.Order(a, b) > 0;
            case TokenKind.Ige or TokenKind.Cge:
                return static (a, b) => FilterValues.Order(a, b) >= 0;
            case TokenKind.Ilt or TokenKind.Clt:
                return static (a, b) => FilterValues.Order(a, b) < 0;
            case TokenKind.Ile or TokenKind.Cle:
                return static (a, b) => FilterValues.Order(a, b) <= 0;
            case TokenKind.Ilike or TokenKind.Clike:
                WildcardPattern like = Like(binary, binary.Operator is TokenKind.Ilike);
                return (a, _) => like.IsMatch(FilterValues.Text(a));
            case TokenKind.Inotlike or TokenKind.Cnotlike:
                WildcardPattern notLike = Like(binary, binary.Operator is TokenKind.Inotlike);
                return (a, _) => !notLike.IsMatch(FilterValues.Text(a));
            case TokenKind.Imatch or TokenKind.Cmatch:
                Regex match = Match(binary, binary.Operator is TokenKind.Imatch);
                return (a, _) => match.IsMatch(FilterValues.Text(a));
            case TokenKind.Inotmatch or TokenKind.Cnotmatch:
                Regex notMatch = Match(binary, binary.Operator is TokenKind.Inotmatch);
                return (a, _) => !notMatch.IsMatch(FilterValues.Text(a));
            default:
                throw Invalid(binary.Extent.Text, "its operator is no comparison");
        }
    }

    private static WildcardPattern Like(BinaryExpressionAst binary, bool ignoreCase) =>
        WildcardPattern.Get(Constant(binary), ignoreCase ? WildcardOptions.IgnoreCase : WildcardOptions.None);

    private static Regex Match(BinaryExpressionAst binary, bool ignoreCase)
    {
        try
        {
            return new Regex(Constant(binary), ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None, MatchLimit);
        }
        catch (ArgumentException exception)
        {
            throw Invalid(binary.Extent.Text, exception.Message);
        }
    }

    private static string Constant(BinaryExpressionAst binary) =>
        binary.Right is StringConstantExpressionAst text ? text.Value : throw Invalid(binary.Extent.Text, "a pattern is written out, in quotes");

    private static DevFlowException Invalid(string text, string why) => new(
        ErrorReason.InvalidArgument,
        $"The filter '{text}' cannot be compiled: {why}.",
        "Compare properties of $_ with constants, such as '$_.Data.action -eq \"opened\" -and $_.Priority -ne \"Low\"', or give a script block.")
    { Target = text };
}
