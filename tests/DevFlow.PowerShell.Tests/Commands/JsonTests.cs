using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

/// <summary>Both ways at once: what a script publishes becomes JSON on disk, what it reads back became objects again.</summary>
[Collection(HostedSession.Collection)]
public sealed class JsonTests(HostedSession session) : IClassFixture<HostedSession>
{
    [Theory]
    [InlineData("'text'", "text")]
    [InlineData("''", "")]
    [InlineData("[char]'c'", "c")]
    [InlineData("42", 42L)]
    [InlineData("[byte]7", 7L)]
    [InlineData("[long]::MaxValue", long.MaxValue)]
    [InlineData("$true", true)]
    [InlineData("[DayOfWeek]::Friday", "Friday")]
    [InlineData("[switch]$true", true)]
    [InlineData("[guid]'6d8f4a52-3f0e-4b7e-9a53-0b2b9d6f7c11'", "6d8f4a52-3f0e-4b7e-9a53-0b2b9d6f7c11")]
    [InlineData("[uri]'https://x.example/a%20b?c=%2F'", "https://x.example/a%20b?c=%2F")]
    [InlineData("[version]'1.2.3'", "1.2.3")]
    [InlineData("[timespan]'1.02:03:04'", "1.02:03:04")]
    [InlineData("[datetime]::new(2026, 11, 23, 10, 11, 12, [DateTimeKind]::Utc)", "2026-11-23T10:11:12Z")]
    [InlineData("[datetimeoffset]'2026-11-23T10:11:12+02:00'", "2026-11-23T10:11:12+02:00")]
    [InlineData("[dateonly]::new(2026, 11, 23)", "2026-11-23")]
    [InlineData("[timeonly]::new(10, 11, 12)", "10:11:12.0000000")]
    public void A_value_reads_back(string expression, object expected) => Assert.Equal(expected, Read($"@{{ v = {expression} }}", "v"));

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("[float]0.1", "0.1")]
    [InlineData("79228162514264337593543950335d", "79228162514264337593543950335")]
    [InlineData("1.10d", "1.10")]
    public void A_fraction_keeps_its_digits(string expression, string expected) =>
        Assert.Equal(expected, Assert.IsType<decimal>(Read($"@{{ v = {expression} }}", "v")).ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void A_number_beyond_decimal_is_a_double() =>
        Assert.Equal(1e40, Read("@{ v = [bigint]::Pow(10, 40) }", "v"));

    [Fact]
    public void Nothing_stays_nothing()
    {
        Assert.Null(Read("@{ v = $null }", "v"));
        Assert.True(session.Get<bool>("$null -eq (Publish-DevFlowEvent json.null -PassThru).Data"));
    }

    [Fact]
    public void Lists_of_none_and_of_one_stay_lists()
    {
        session.Run("$e = Publish-DevFlowEvent json.list -Data @{ none = @(); one = @(1); two = 1, 'b'; nested = @(, @(1)) } -PassThru");

        Assert.True(session.Get<bool>("$e.Data.none -is [array] -and $e.Data.none.Count -eq 0"));
        Assert.True(session.Get<bool>("$e.Data.one -is [array] -and $e.Data.one[0] -eq 1"));
        Assert.True(session.Get<bool>("$e.Data.two[1] -eq 'b'"));
        Assert.True(session.Get<bool>("$e.Data.nested[0] -is [array]"));
    }

    [Fact]
    public void Objects_nest_and_are_walked_by_dots()
    {
        session.Run("$e = Publish-DevFlowEvent json.nested -Data ([pscustomobject]@{ a = @{ b = [ordered]@{ c = 'deep' } }; list = @([pscustomobject]@{ n = 1 }, @{ n = 2 }) }) -PassThru");

        Assert.Equal("deep", session.Get<string>("$e.Data.a.b.c"));
        Assert.Equal(3, session.Get<int>("($e.Data.list.n | ForEach-Object { $s += $_ } -End { $s })"));
    }

    [Fact]
    public void An_object_of_DotNet_becomes_its_properties_and_a_getter_that_throws_nothing()
    {
        session.Run("$e = Publish-DevFlowEvent json.net -Data @{ ip = [ipaddress]'127.0.0.1' } -PassThru");

        Assert.Equal("InterNetwork", session.Get<string>("$e.Data.ip.AddressFamily"));
        Assert.True(session.Get<bool>("$null -eq $e.Data.ip.ScopeId"));
    }

    [Fact]
    public void Names_may_repeat_in_another_case_be_empty_or_be_reserved()
    {
        session.Run("""
            $map = [System.Collections.Hashtable]::new([StringComparer]::Ordinal)
            $map[''] = 'empty'; $map['Count'] = 5; $map['PSObject'] = 'reserved'
            $e = Publish-DevFlowEvent json.names -Data $map -PassThru
            """);

        Assert.Equal("empty", session.Get<string>("$e.Data._"));
        Assert.Equal("reserved", session.Get<string>("$e.Data._PSObject"));
        Assert.Equal(5, session.Get<int>("$e.Data.Count"));
    }

    [Fact]
    public void The_deepest_that_may_be_written_reads_back_and_one_level_more_is_refused()
    {
        session.Run("function Nest($n) { $v = 'end'; foreach ($i in 1..$n) { $v = @{ v = $v } }; $v }; $e = Publish-DevFlowEvent json.deep -Data (Nest 64) -PassThru");
        Assert.Equal("end", session.Get<string>("$d = $e.Data; while ($d -isnot [string]) { $d = $d.v }; $d"));

        session.Fail("Publish-DevFlowEvent json.deep -Data (Nest 65)", "InvalidArgument", ErrorCategory.InvalidArgument, "64 levels");
        session.Fail("$self = @{}; $self.self = $self; Publish-DevFlowEvent json.deep -Data $self", "InvalidArgument", ErrorCategory.InvalidArgument, "contains itself");
        session.Fail("Publish-DevFlowEvent json.deep -Data @{ home = [IO.DirectoryInfo]'/' }", "InvalidArgument", ErrorCategory.InvalidArgument, "64 levels");
    }

    [Theory]
    [InlineData("$secret")]
    [InlineData("[pscredential]::new('u', $secret)")]
    public void A_secret_is_not_written(string expression)
    {
        session.Set("secret", HostedSession.Secure("canary"));

        session.Fail($"Publish-DevFlowEvent json.secret -Data @{{ v = {expression} }}", "InvalidArgument", ErrorCategory.InvalidArgument, "SecureString");
        Assert.Empty(session.Run("Get-DevFlowEvent json.secret"));
    }

    [Theory]
    [InlineData("[double]::NaN")]
    [InlineData("[double]::PositiveInfinity")]
    [InlineData("[float]::NegativeInfinity")]
    public void A_number_JSON_does_not_have_is_refused(string expression) =>
        session.Fail($"Publish-DevFlowEvent json.nan -Data @{{ v = {expression} }}", "InvalidArgument", ErrorCategory.InvalidArgument, "JSON has no number");

    private object? Read(string data, string property)
    {
        PSObject happened = Assert.Single(session.Run($"Publish-DevFlowEvent json.value -Data {data} -PassThru"));
        object? value = ((PSObject)happened.Properties["Data"].Value).Properties[property].Value;
        return value is PSObject wrapped ? wrapped.BaseObject : value;
    }
}
