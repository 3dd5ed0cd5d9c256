namespace DevFlow.Sandbox.Jira;

/// <summary>One comparison.</summary>
/// <param name="Field">As the query names it.</param>
/// <param name="Operator">In small letters: <c>=</c>, <c>not in</c>, <c>is</c>.</param>
/// <param name="Operand">The right side.</param>
internal sealed record JqlClause(string Field, string Operator, JqlOperand Operand);
