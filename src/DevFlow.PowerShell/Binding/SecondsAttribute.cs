using System.Globalization;
using System.Management.Automation;

namespace DevFlow.PowerShell.Binding;

/// <summary>
/// Lets a time span be given as a number of seconds, or with its unit as in <c>30s</c>. PowerShell itself takes a number for ticks of
/// 100 ns, text of digits for days, and <c>30s</c> for a 16-bit 30.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return plain switch
        {
            string text => double.TryParse(text.EndsWith('s') ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) ? TimeSpan.FromSeconds(seconds) : text,
            sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => TimeSpan.FromSeconds(Convert.ToDouble(plain, CultureInfo.InvariantCulture)),
            _ => plain,
        };
    }
}
