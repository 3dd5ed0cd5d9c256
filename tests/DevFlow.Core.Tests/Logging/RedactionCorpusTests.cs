using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using DevFlow.Core.Logging;

namespace DevFlow.Core.Tests.Logging;

/// <summary>Generated tokens of every known form must go, and nothing of a large ordinary text may.</summary>
public sealed class RedactionCorpusTests
{
    private const string Word = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Url = Word + "_-";
    private readonly Redactor _redactor = new();

    private static readonly Gen<string> Jwt = Gen.Select(
        Form("eyJ", Url, 30), Form("eyJ", Url, 80), Form("", Url, 43), static (header, body, mac) => $"{header}.{body}.{mac}");

    private static readonly Gen<string> Token = Gen.OneOf(
        Form("ghp_", Word, 36), Form("gho_", Word, 36), Form("ghu_", Word, 36), Form("ghr_", Word, 76), Form("ghs_", Word, 36),
        Gen.Select(Form("ghs_", "0123456789", 6), Jwt, static (app, jwt) => $"{app}_{jwt}"),
        Form("github_pat_", Word + "_", 82),
        Form("glpat-", Url, 20), Form("gloas-", "0123456789abcdef", 64), Form("gldt-", Url, 20), Form("glrt-", Url, 20), Form("glrtr-", Url, 20),
        Form("glcbt-64_", Url, 20), Form("glptt-", "0123456789abcdef", 40), Form("glft-", Url, 20), Form("glimt-", Url, 25),
        Form("glagent-", Url, 50), Form("glwt-", Url, 20), Form("glsoat-", Url, 20), Form("glffct-", Url, 20),
        Form("acme.corp-glpat-", Url, 27), Form("glpat-", Url, 27).Select(static token => token + ".01.0w1abc2de"),
        Form("GR1348941", Url, 20),
        Form("ATATT3xFfGF0", Url + "=", 160).Select(static token => token + "=1A2B3C4D"), Form("ATCTT3xFfGN0", Url, 60), Form("ATOA", Word, 60),
        Form("xoxb-123456789012-", Word, 24), Form("xoxp-123456789012-", Word, 32), Form("xoxa-2-", Word, 24), Form("xoxs-1-", Word, 24),
        Form("xoxd-", Word + "%", 40), Form("xoxe-1-", Word, 140), Form("xoxe.xoxp-1-", Word, 160), Form("xoxe.xoxb-1-", Word, 160),
        Form("xapp-1-A0B1-", Word, 64), Form("xwfp-", Word, 20),
        Jwt);

    private static readonly string[] Frames = ["{0}", "token {0} was used", "token={0}&x=1", "\"t\":\"{0}\"", "\\n{0}\\n", "x%3D{0}", "({0})", "a{0}"];

    [Fact]
    public void Ten_thousand_tokens_of_every_form_leave_nothing_behind() =>
        Gen.Select(Token, Gen.Int[0, Frames.Length - 1]).Sample(
            (token, frame) =>
            {
                string redacted = _redactor.Redact(string.Format(CultureInfo.InvariantCulture, Frames[frame], token));

                // Eight characters of a token in a row would already be worth looking at.
                return redacted.Contains("***", StringComparison.Ordinal)
                    && !Enumerable.Range(0, token.Length - 8).Any(start => redacted.Contains(token.AsSpan(start, 8), StringComparison.Ordinal));
            },
            iter: 10_000,
            threads: 1);

    [Fact]
    public void A_megabyte_of_ordinary_text_stays_as_it_is()
    {
        string text = OrdinaryText(lines: 8_000);
        Assert.True(text.Length > 1_000_000);
        Assert.Same(text, _redactor.Redact(text));
    }

    [Fact]
    public void Clean_text_passes_without_an_allocation()
    {
        using IDisposable registration = _redactor.Register("registered-secret-value", "octocat");
        string text = OrdinaryText(lines: 8).Replace("://", "//", StringComparison.Ordinal);
        _redactor.Redact(text);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 100; round++)
        {
            _redactor.Redact(text);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Gen<string> Form(string prefix, string alphabet, int length) =>
        Gen.Char[alphabet].Array[length].Select(characters => prefix + new string(characters));

    private static string OrdinaryText(int lines)
    {
        StringBuilder text = new();
        for (int line = 0; line < lines; line++)
        {
            byte[] seed = SHA256.HashData(BitConverter.GetBytes(line));
            string hash = Convert.ToHexStringLower(seed);
            text.Append(CultureInfo.InvariantCulture, $"{hash[..40]} {new Guid(seed.AsSpan(0, 16))} Fix #{line}: login fails after upgrade, ")
                .Append(CultureInfo.InvariantCulture, $"see https://github.com/octocat/hello/issues/{line}?page=2#c-{line} (cc @octocat, a.b@example.com) ")
                .Append(CultureInfo.InvariantCulture, $"sha256:{hash} {Convert.ToBase64String(seed)}\n");
        }

        return text.ToString();
    }
}
